import { ChatError } from '@kcs/contracts';
import { checkRoomName } from '../../input/check-text.ts';
import { appendEvent } from '../../log/append-event.ts';
import { changeRoom } from '../changing/change-room.ts';
import type { RoomDeps } from '../room-deps.ts';
import { canManageRoom } from '../rules/roles.ts';

/**
 * Renames a group. If the group already has the given name, appends no event.
 *
 * Throws the errors of `changeRoom`, `VALIDATION_FAILED` if the name is not allowed, `FORBIDDEN` if the caller is
 * neither an owner nor an admin of the room, or `CONFLICT` if the room is direct.
 */
export async function renameRoom(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  input: { readonly userId: string; readonly roomId: string; readonly name: string },
): Promise<void> {
  const newName = checkRoomName(input.name);
  const roomUpdatedEvent = await changeRoom(deps, input, async (tx, room) => {
    if (room.roomType === 'direct')
      throw new ChatError('CONFLICT', 'A direct room cannot be renamed. Create a group instead.');
    if (!canManageRoom(room.role)) {
      throw new ChatError('FORBIDDEN', "Only the room's owners and admins can rename it. Ask one of them.");
    }
    if (room.name === newName) return undefined;
    await tx.$executeRaw`UPDATE rooms SET name = ${newName} WHERE id = ${room.id}`;
    return appendEvent(tx, 'room-updated', { roomId: room.id, name: newName, timestamp: room.lockedAt });
  });
  if (roomUpdatedEvent) deps.outbox.offer([roomUpdatedEvent]);
}
