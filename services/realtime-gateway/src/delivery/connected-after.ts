import type { LocalUser } from '../sockets/socket-state.ts';

/** Upper bound for clock differences between the gateways and the database. */
const MAX_CLOCK_SKEW_MS = 10_000;

/**
 * Returns the ids of the user's sockets that connected well after an event was created at `at`. The state that these
 * sockets loaded when they connected already includes the event. An event is this late only after the bus was wiped and
 * refilled.
 */
export function socketIdsConnectedAfter(user: LocalUser | undefined, at: string): string[] {
  const sockets = [...(user?.sockets ?? [])];
  return sockets
    .filter(({ handshake }) => handshake.issued > Date.parse(at) + MAX_CLOCK_SKEW_MS)
    .map(({ id }) => id);
}
