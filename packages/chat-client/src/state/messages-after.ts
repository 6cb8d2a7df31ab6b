import { excerptOf, type Message, type RoomEvent, type UnknownRoomEvent } from '@kcs/contracts';
import { keepOwnReactions } from './own-reactions.ts';

type Messages = readonly Message[];

/** Returns the loaded messages after one event of their room. Only a `message-created` event adds a message. */
export function messagesAfter(messages: Messages, event: RoomEvent): Messages {
  switch (event.kind) {
    case 'message-created':
      return insert(messages, event.data);
    case 'message-updated':
      return replace(messages, event.data);
    case 'message-deleted':
      return markDeleted(messages, event.data.messageId, event.created_at);
    case 'members-changed':
    case 'room-updated':
    case 'room-deleted':
      return messages;
    default:
      event satisfies UnknownRoomEvent;
      return messages;
  }
}

function insert(messages: Messages, message: Message): Messages {
  const last = messages.at(-1);
  if (last === undefined || last.seq < message.seq) return [...messages, message];
  if (messages.some((known) => known.id === message.id)) return messages;
  const at = messages.findIndex((known) => known.seq > message.seq);
  return messages.toSpliced(at, 0, message);
}

function replace(messages: Messages, message: Message): Messages {
  return messages.map((known) => {
    if (known.id !== message.id) return withExcerpt(known, message.id, excerptOf(message.content));
    // A deleted message stays deleted even if an earlier edit is applied after the deletion. Only the time of the
    // edit is used.
    return known.deleted_at === null
      ? keepOwnReactions(known, message)
      : { ...known, edited_at: message.edited_at };
  });
}

function markDeleted(messages: Messages, id: string, deletedAt: string): Messages {
  return messages.map((known) =>
    known.id === id
      ? { ...known, content: null, metadata: null, reactions: [], mentions: [], deleted_at: deletedAt }
      : withExcerpt(known, id, null),
  );
}

/** Updates the quoted excerpt of a reply to `parentId`. */
function withExcerpt(message: Message, parentId: string, excerpt: string | null): Message {
  if (message.reply_to?.id !== parentId || message.reply_to.excerpt === excerpt) return message;
  return { ...message, reply_to: { ...message.reply_to, excerpt } };
}
