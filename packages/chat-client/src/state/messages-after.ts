import { createExcerpt, type Message, type RoomEvent, type UnknownRoomEvent } from '@kcs/contracts';
import { keepOwnReactions } from './own-reactions.ts';

type LoadedMessages = readonly Message[];

/**
 * Applies one room event to a room's loaded messages and returns the new messages. Only a `message-created` event adds
 * a message.
 */
export function applyEventToMessages(messages: LoadedMessages, event: RoomEvent): LoadedMessages {
  switch (event.kind) {
    case 'message-created':
      return insertMessage(messages, event.data);
    case 'message-updated':
      return replaceMessage(messages, event.data);
    case 'message-deleted':
      return markMessageDeleted(messages, event.data.messageId, event.created_at);
    case 'members-changed':
    case 'room-updated':
    case 'room-deleted':
      return messages;
    default:
      event satisfies UnknownRoomEvent;
      return messages;
  }
}

function insertMessage(messages: LoadedMessages, message: Message): LoadedMessages {
  const lastLoadedMessage = messages.at(-1);
  if (lastLoadedMessage === undefined || lastLoadedMessage.seq < message.seq) return [...messages, message];
  if (messages.some((known) => known.id === message.id)) return messages;
  const insertIndex = messages.findIndex((known) => known.seq > message.seq);
  return [...messages.slice(0, insertIndex), message, ...messages.slice(insertIndex)];
}

function replaceMessage(messages: LoadedMessages, message: Message): LoadedMessages {
  return messages.map((known) => {
    if (known.id !== message.id) return updateReplyExcerpt(known, message.id, createExcerpt(message.content));
    // A late edit must not restore the content of a deleted message, so copy only the time of the edit.
    return known.deleted_at === null
      ? keepOwnReactions(known, message)
      : { ...known, edited_at: message.edited_at };
  });
}

function markMessageDeleted(messages: LoadedMessages, id: string, deletedAt: string): LoadedMessages {
  return messages.map((known) =>
    known.id === id
      ? { ...known, content: null, metadata: null, reactions: [], mentions: [], deleted_at: deletedAt }
      : updateReplyExcerpt(known, id, null),
  );
}

/**
 * If the message is a reply to the message `parentId`, updates its excerpt of that message. Returns any other message
 * unchanged.
 */
function updateReplyExcerpt(message: Message, parentId: string, excerpt: string | null): Message {
  if (message.reply_to?.id !== parentId || message.reply_to.excerpt === excerpt) return message;
  return { ...message, reply_to: { ...message.reply_to, excerpt } };
}
