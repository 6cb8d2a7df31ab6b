import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { wellFormed } from '../../input/well-formed.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { lockRoom } from '../rows/lock-room.ts';
import { managesRoom } from '../rules/roles.ts';

/**
 * Gives a group another name; the same name again changes nothing and takes no number.
 * @throws ChatError ROOM_NOT_FOUND; CONFLICT for a direct room; FORBIDDEN to all but owners and admins
 */
export async function renameRoom(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: { readonly userId: string; readonly roomId: string; readonly name: string },
): Promise<void> {
  const name = wellFormed('/name', input.name.trim());
  const event = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, input.roomId, input.userId);
    if (room.roomType === 'direct') throw new ChatError('CONFLICT', 'A direct room cannot be renamed.');
    if (!managesRoom(room.role)) {
      throw new ChatError('FORBIDDEN', "Only the room's owners and admins may rename it.");
    }
    if (room.name === name) return undefined;
    await tx.$executeRaw`UPDATE rooms SET name = ${name} WHERE id = ${room.id}`;
    return appendEvent(tx, room, 'room-updated', { roomId: room.id, name, timestamp: room.at });
  });
  if (event) publisher.offer([event]);
}
