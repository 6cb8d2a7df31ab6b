import type { LocalUser } from '../sockets/socket-state.ts';

/**
 * Minimum time between an event's creation and a socket's connection for the socket to count as connected after the
 * event. One second covers the error in measuring PostgreSQL's clock. The rest covers the event's transaction, which
 * commits after the event's creation time.
 */
const MARGIN_MS = 10_000;

/**
 * Returns the ids of the user's sockets that connected at least `MARGIN_MS` after `at`, the time when an event was
 * created. The state that these sockets loaded when they connected already includes the event. Events arrive this late
 * only after the bus was wiped and refilled.
 */
export function socketIdsConnectedAfter(user: LocalUser | undefined, at: string): string[] {
  const sockets = [...(user?.sockets ?? [])];
  return sockets.filter(({ data }) => data.connectedAt > Date.parse(at) + MARGIN_MS).map(({ id }) => id);
}
