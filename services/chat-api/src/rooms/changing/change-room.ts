import type { Transaction } from '../../database/database.ts';
import { requireMember } from '../queries/require-member.ts';
import type { RoomDeps } from '../room-deps.ts';
import { type LockedRoom, lockRoom } from '../rows/lock-room.ts';

/**
 * Runs `work` in a transaction that holds the room's lock, and returns its result. Every command that appends an event
 * to an existing room uses this function or `changeMessage`, so that all of them count against the caller's budget
 * (LIM-1) and wait in the room's lane instead of on a pooled connection.
 *
 * Throws `RATE_LIMITED`, `ROOM_NOT_FOUND` if the caller is not a member, or `UNAVAILABLE` if the room's lane is full.
 */
export async function changeRoom<T>(
  deps: Pick<RoomDeps, 'db' | 'budget' | 'roomLanes'>,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
  work: (tx: Transaction, room: LockedRoom) => Promise<T>,
): Promise<T> {
  await deps.budget.take(userId);
  // Check the membership before waiting in the room's lane, so that people outside the room cannot fill the lane.
  await requireMember(deps, { userId, roomId });
  return deps.roomLanes.run(
    () => deps.db.transaction(async (tx) => work(tx, await lockRoom(tx, roomId, userId))),
    roomId,
  );
}
