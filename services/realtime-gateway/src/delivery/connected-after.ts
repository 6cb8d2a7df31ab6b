import type { LocalUser } from '../sockets/socket-state.ts';

/**
 * Minimum time between an event's creation and a socket's connection. After this time, the state that the socket loaded
 * certainly includes the event. One second covers the measuring error of PostgreSQL's clock. The rest covers the
 * event's transaction, which commits after the creation time.
 */
const CONNECT_MARGIN_MS = 10_000;

/**
 * Returns the ids of the user's sockets that connected at least `CONNECT_MARGIN_MS` after `at`, the time when an event was
 * created. These sockets loaded the event's effect when they connected. They are needed only after the bus was wiped
 * and refilled, because old events then arrive again.
 */
export function findSocketsConnectedAfter(user: LocalUser | undefined, at: string): string[] {
  const sockets = [...(user?.sockets ?? [])];
  return sockets
    .filter(({ data }) => data.connectedAt > Date.parse(at) + CONNECT_MARGIN_MS)
    .map(({ id }) => id);
}
