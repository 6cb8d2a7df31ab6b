import type { LocalUser } from '../sockets/socket-state.ts';

/** Clocks of gateways and database differ by less. */
const SKEW_MS = 10_000;

/**
 * The user's sockets that came well after something happened: what they were given when they connected has it, and
 * only a bus that was wiped and refilled brings it to them again.
 */
export const cameAfter = (user: LocalUser | undefined, happenedAt: string): string[] =>
  [...(user?.sockets ?? [])]
    .filter(({ handshake }) => handshake.issued > Date.parse(happenedAt) + SKEW_MS)
    .map(({ id }) => id);
