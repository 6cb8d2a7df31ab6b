import type { LocalUser } from '../sockets/socket-state.ts';

/**
 * Both times are PostgreSQL's, measured to within a second. The rest is for the transaction of the event, which commits
 * after its creation time.
 */
const MARGIN_MS = 10_000;

/**
 * Returns the ids of the user's sockets that connected well after an event was created at `at`. The state that these
 * sockets loaded when they connected already includes the event. An event is this late only after the bus was wiped and
 * refilled.
 */
export function socketIdsConnectedAfter(user: LocalUser | undefined, at: string): string[] {
  const sockets = [...(user?.sockets ?? [])];
  return sockets.filter(({ data }) => data.connectedAt > Date.parse(at) + MARGIN_MS).map(({ id }) => id);
}
