import type { Transaction } from '../../database/database.ts';
import { requireMember } from '../queries/require-member.ts';
import type { RoomDeps } from '../room-deps.ts';
import { type LockedRoom, lockRoom } from '../rows/lock-room.ts';

/**
 * Runs `work` in a transaction that holds the room's lock, and returns the result of `work`. Every call counts against
 * the caller's change budget (LIM-1). If the room is busy, the call waits in the room's queue without occupying a
 * pooled connection. Except for `sendMessage`, every command that appends an event to an existing room uses this
 * function or `changeMessage`.
 *
 * Throws `RATE_LIMITED` if the budget is used up, `ROOM_NOT_FOUND` if the caller is not a member, or `UNAVAILABLE` if
 * the queue is full.
 */
export async function changeRoom<T>(
  deps: Pick<RoomDeps, 'db' | 'budget' | 'roomChanges'>,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
  work: (tx: Transaction, room: LockedRoom) => Promise<T>,
): Promise<T> {
  await deps.budget.take(userId);
  // Check the membership before waiting for the room, so that people outside the room cannot fill its queue.
  await requireMember(deps, { userId, roomId });
  return deps.roomChanges.run(
    () => deps.db.transaction(async (tx) => work(tx, await lockRoom(tx, roomId, userId))),
    roomId,
  );
}
