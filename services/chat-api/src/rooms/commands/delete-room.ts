import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { changeRoom } from '../changing/change-room.ts';
import type { RoomDeps } from '../room-deps.ts';
import type { LockedRoom } from '../rows/lock-room.ts';

/**
 * Deletes a group for all its members and appends its last event. Later requests for the group get `ROOM_NOT_FOUND`.
 *
 * Throws the errors of `changeRoom`, `FORBIDDEN` if the caller is not an owner, or `CONFLICT` if the room is direct.
 */
export async function deleteRoom(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
): Promise<void> {
  const roomDeletedEvent = await changeRoom(deps, { userId, roomId }, async (tx, room) => {
    if (room.roomType === 'direct')
      throw new ChatError('CONFLICT', 'A direct room cannot be deleted. Leave it instead.');
    if (room.role !== 'owner')
      throw new ChatError(
        'FORBIDDEN',
        'Only an owner can delete the room. Ask an owner, or leave the room instead.',
      );
    return markRoomDeleted(tx, room, userId);
  });
  deps.outbox.offer([roomDeletedEvent]);
}

/**
 * Marks a room as deleted, ends its running meeting, and appends the room's last event. A periodic job purges the room
 * and its messages later.
 */
export async function markRoomDeleted(
  tx: Transaction,
  { id: roomId, lockedAt: timestamp }: Pick<LockedRoom, 'id' | 'lockedAt'>,
  deletedBy: string,
): Promise<StoredEvent> {
  await tx.$executeRaw`UPDATE rooms SET deleted_at = ${timestamp}::timestamptz WHERE id = ${roomId}`;
  await tx.$executeRaw`
    UPDATE meetings SET ended_at = ${timestamp}::timestamptz, end_reason = 'room-deleted'
    WHERE room_id = ${roomId} AND ended_at IS NULL`;
  return appendEvent(tx, 'room-deleted', { roomId, deletedBy, timestamp });
}
