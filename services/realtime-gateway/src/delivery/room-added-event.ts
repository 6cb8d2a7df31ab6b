import type { ServerEventPayload } from '@kcs/contracts';
import type { MembersChangedEvent } from './new-chat-notification.ts';

/**
 * Returns the `chat-room-added` event for the user who created the room (ROOM-13), or undefined if the event does not
 * create a room.
 */
export function createRoomAddedEvent({
  room_id: roomId,
  data,
  created_at: timestamp,
}: MembersChangedEvent): ServerEventPayload<'chat-room-added'> | undefined {
  const { by: addedBy, roomName, roomType, added } = data;
  if (!added.some(({ userId }) => userId === addedBy.userId)) return undefined;
  return { roomId, roomName, roomType, addedBy, timestamp };
}
