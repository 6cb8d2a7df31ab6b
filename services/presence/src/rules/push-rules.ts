/** Returns the ids of the rooms that are small enough for presence updates (PRES-5). */
export function selectRoomIdsForPresence(
  rooms: readonly { readonly roomId: string; readonly memberCount: number }[],
  maxMembers: number,
): string[] {
  return rooms.filter((room) => room.memberCount <= maxMembers).map((room) => room.roomId);
}

/**
 * Maximum number of attempts to load a user's rooms before a change is published without rooms. All attempts together
 * take about 16 to 25 s.
 */
export const MAX_PUBLISH_ATTEMPTS = 6;
const FIRST_RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 8000;

/**
 * Decides how to continue after a user's rooms could not be loaded. Returns the delay before the next attempt (without
 * jitter), or tells the caller to publish without rooms. A change without rooms reaches only the user's own sockets.
 */
export function planNextAttempt(failedAttempts: number): { afterMs: number } | 'publish-without-rooms' {
  if (failedAttempts + 1 >= MAX_PUBLISH_ATTEMPTS) return 'publish-without-rooms';
  return { afterMs: Math.min(MAX_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** failedAttempts) };
}
