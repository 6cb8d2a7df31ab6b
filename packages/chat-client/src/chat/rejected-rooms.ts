import type { ServerEventPayload } from '@kcs/contracts';

/**
 * Splits the rooms that the server rejected in a join response into rooms that have ended (`ended`) and rooms to join
 * later (`retry`).
 */
export function splitRejectedRooms({
  rejected = [],
}: Pick<ServerEventPayload<'chat-rooms-joined'>, 'rejected'>): {
  readonly ended: readonly string[];
  readonly retry: readonly string[];
} {
  const hasRoomEnded = ({ code }: { readonly code: string }) => code === 'ROOM_NOT_FOUND';
  const listRoomIds = (rooms: typeof rejected) => rooms.map(({ roomId }) => roomId);
  return {
    ended: listRoomIds(rejected.filter(hasRoomEnded)),
    retry: listRoomIds(rejected.filter((room) => !hasRoomEnded(room))),
  };
}

const JOIN_RETRY_DELAY_STEP_MS = 1_000;
const MAX_JOIN_RETRY_DELAY_MS = 10_000;

/**
 * Returns how many milliseconds to wait before the next attempt to join rooms that the server rejected. `attempts` is
 * the number of attempts so far.
 */
export const computeJoinRetryDelayMs = (attempts: number): number =>
  Math.min(JOIN_RETRY_DELAY_STEP_MS * attempts, MAX_JOIN_RETRY_DELAY_MS);
