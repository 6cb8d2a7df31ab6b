import type { LocalUser } from '../sockets/socket-state.ts';

/** The clocks of the gateways and the database differ by less than this. */
const SKEW_MS = 10_000;

/**
 * Returns the ids of the user's sockets that connected well after `at`. The state that they loaded when they connected
 * already includes the event. It arrives this late only when the bus was wiped and refilled.
 */
export function connectedAfter(user: LocalUser | undefined, at: string): string[] {
  const sockets = [...(user?.sockets ?? [])];
  return sockets.filter(({ handshake }) => handshake.issued > Date.parse(at) + SKEW_MS).map(({ id }) => id);
}
