import { type ChatEvents, roomTitle } from '@kcs/chat-client';
import { excerptOf, type Room } from '@kcs/contracts';

type Payload<E extends keyof ChatEvents> = ChatEvents[E];

/** Returns the text of a notification, or null if it has none. */
export function notificationText({ type, title, body }: Payload<'notification'>): string | null {
  // The title is the room's name, which the body already contains.
  if (type === 'new_chat') return body ? `${body}.` : null;
  return [title, body].filter(Boolean).join(': ') || null;
}

/**
 * Returns the text for a room that appeared without a notification because the user was added while offline. Returns
 * null for the user's own groups, and for direct rooms, whose first message shows them.
 */
export const roomAddedText = ({ room_type, my_role, name }: Room): string | null =>
  room_type === 'group' && my_role !== 'owner' ? `You were added to “${name}”.` : null;

/**
 * Returns the text that tells why a room has disappeared. Returns null if the user left it, or if it is a direct room
 * that was only hidden.
 */
export function roomEndedText({ room, event, own }: Payload<'room-ended'>, myName: string): string | null {
  if (own || (event === null && room.room_type === 'direct')) return null;
  const title = roomTitle(room, myName);
  return event?.kind === 'room-deleted'
    ? `“${title}” was deleted.`
    : `You are no longer a member of “${title}”.`;
}

/** Returns the text for a message that the server refused. */
export const refusedText = ({ item, error }: Payload<'message-refused'>): string =>
  `Not sent: “${excerptOf(item.body.content)}”. ${error.message}`;
