import { type ChatEvents, getRoomTitle } from '@kcs/chat-client';
import { createExcerpt, type Room } from '@kcs/contracts';
import { isolateDirection } from '../ui/bidi-text.ts';

type ChatEventPayload<E extends keyof ChatEvents> = ChatEvents[E];

/** Returns the toast text for a notification, or null if the notification has no text. */
export function describeNotification({ type, title, body }: ChatEventPayload<'notification'>): string | null {
  // Leave out the title, because the body already contains the room name.
  if (type === 'new_chat') return body ? `${body}.` : null;
  return [title, body].filter(Boolean).join(': ') || null;
}

/**
 * Returns the toast text for a room that the user was added to while offline, because no notification announces such a
 * room. Returns null for groups that the user owns. Also returns null for direct rooms, because the user will notice a
 * direct room when its first message arrives.
 */
export const describeAddedRoom = ({ room_type, my_role, name }: Room): string | null =>
  room_type === 'group' && my_role !== 'owner' ? `You were added to “${isolateDirection(name)}”.` : null;

/**
 * Returns the toast text that says why a room has disappeared. Returns null if the user left the room, or if the room
 * is a direct room that was only hidden.
 */
export function describeRoomEnd({ room, event, own }: ChatEventPayload<'room-ended'>): string | null {
  if (own || (event === null && room.room_type === 'direct')) return null;
  const roomTitle = isolateDirection(getRoomTitle(room));
  return event?.kind === 'room-deleted'
    ? `“${roomTitle}” was deleted.`
    : `You are no longer a member of “${roomTitle}”.`;
}

/** Returns the toast text for a message that the server refused. */
export const describeRefusedMessage = ({ item, error }: ChatEventPayload<'message-refused'>): string =>
  `Not sent: “${isolateDirection(createExcerpt(item.body.content) ?? '')}”. ${error.message}`;
