import { ChatError } from '@kcs/contracts';
import type { Database, Transaction } from '../../database/database.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { lockRoom } from '../rows/lock-room.ts';

/**
 * Ends a group for everybody: its last number says so, and from then on it is as one that does not exist.
 * @throws ChatError ROOM_NOT_FOUND; CONFLICT for a direct room; FORBIDDEN to all but owners
 */
export async function deleteRoom(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: { readonly userId: string; readonly roomId: string },
): Promise<void> {
  const event = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, input.roomId, input.userId);
    if (room.roomType === 'direct') throw new ChatError('CONFLICT', 'A direct room cannot be deleted.');
    if (room.role !== 'owner') throw new ChatError('FORBIDDEN', 'Only an owner may delete the room.');
    return endRoom(tx, room, input.userId);
  });
  publisher.offer([event]);
}

/** Marks the room deleted under its last number; what it held is purged later by the upkeep. */
export async function endRoom(
  tx: Transaction,
  room: { readonly id: string; readonly at: string },
  deletedBy: string,
): Promise<StoredEvent> {
  await tx.$executeRaw`UPDATE rooms SET deleted_at = ${room.at}::timestamptz WHERE id = ${room.id}`;
  return appendEvent(tx, room, 'room-deleted', { roomId: room.id, deletedBy, timestamp: room.at });
}
