import { type ChatEvents, roomTitle } from '@kcs/chat-client';
import { excerptOf, type Room } from '@kcs/contracts';

type Of<E extends keyof ChatEvents> = ChatEvents[E];

/** What to tell of a notification; null where it says nothing. */
export function notificationText({ type, title, body }: Of<'notification'>): string | null {
  // Its body names the room too.
  if (type === 'new_chat') return body ? `${body}.` : null;
  return [title, body].filter(Boolean).join(': ') || null;
}

/** What to tell of a room that was in no notification: one was added while away. Direct rooms come with a message. */
export const roomAddedText = ({ room_type, my_role, name }: Room): string | null =>
  room_type === 'group' && my_role !== 'owner' ? `You were added to “${name}”.` : null;

/** A room that the user left needs no words, nor a direct one, which is only hidden. */
export function roomEndedText({ room, event, own }: Of<'room-ended'>, myName: string): string | null {
  if (own || (event === null && room.room_type === 'direct')) return null;
  const title = roomTitle(room, myName);
  return event?.kind === 'room-deleted'
    ? `“${title}” was deleted.`
    : `You are no longer a member of “${title}”.`;
}

export const refusedText = ({ item, error }: Of<'message-refused'>): string =>
  `Not sent: “${excerptOf(item.body.content)}”. ${error.message}`;
