import { ChatError, type PostPolicy } from '@kcs/contracts';
import { appendEvent } from '../../log/append-event.ts';
import { changeRoom } from '../changing/change-room.ts';
import type { RoomDeps } from '../room-deps.ts';
import { canManageRoom } from '../rules/roles.ts';

interface PostPolicyInput {
  readonly userId: string;
  readonly roomId: string;
  readonly postPolicy: PostPolicy;
}

/**
 * Sets who may send messages in a group (ROOM-14). If the group already has this policy, appends no event.
 *
 * Throws the errors of `changeRoom`, `FORBIDDEN` if the caller is neither an owner nor an admin of the room, or
 * `CONFLICT` if the room is direct.
 */
export async function setPostPolicy(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  input: PostPolicyInput,
): Promise<void> {
  const { postPolicy } = input;
  const roomUpdatedEvent = await changeRoom(deps, input, async (tx, room) => {
    if (room.roomType === 'direct') {
      throw new ChatError(
        'CONFLICT',
        'Both members of a direct room can always send messages. Create a group instead.',
      );
    }
    if (!canManageRoom(room.role)) {
      throw new ChatError(
        'FORBIDDEN',
        "Only the room's owners and admins can change who can send messages. Ask one of them.",
      );
    }
    const changedRoomCount = await tx.$executeRaw`
      UPDATE rooms SET post_policy = ${postPolicy} WHERE id = ${room.id} AND post_policy <> ${postPolicy}`;
    if (changedRoomCount === 0) return undefined;
    const { id: roomId, name, lockedAt: timestamp } = room;
    return appendEvent(tx, 'room-updated', { roomId, name, postPolicy, timestamp });
  });
  if (roomUpdatedEvent) deps.outbox.offer([roomUpdatedEvent]);
}
