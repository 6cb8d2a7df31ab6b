import type { LocalUser } from '../sockets/socket-state.ts';

/**
 * A socket that connects more than this long after an event's creation is certain to have loaded the event's effect.
 * One second covers the measuring error of PostgreSQL's clock. The rest covers the event's transaction, which commits
 * some time after the creation time.
 */
const MIN_CONNECT_DELAY_AFTER_EVENT_MS = 10_000;

/**
 * Returns the ids of the user's sockets that connected more than `MIN_CONNECT_DELAY_AFTER_EVENT_MS` after `at`, the
 * creation time of an event. These sockets loaded the event's effect when they connected, so they do not need the
 * event. This matters if the bus is wiped and then refilled with old events.
 */
export function findSocketsConnectedAfter(user: LocalUser | undefined, at: string): string[] {
  const userSockets = [...(user?.sockets ?? [])];
  return userSockets
    .filter(({ data }) => data.connectedAt > Date.parse(at) + MIN_CONNECT_DELAY_AFTER_EVENT_MS)
    .map(({ id }) => id);
}
