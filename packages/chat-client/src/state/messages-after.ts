import { excerptOf, type Message, type RoomEvent } from '@kcs/contracts';

type Messages = readonly Message[];

/** Loaded messages after one event of their room. Messages that are not loaded are not invented, but for new ones. */
export function messagesAfter(messages: Messages, event: RoomEvent): Messages {
  switch (event.kind) {
    case 'message-created':
      return inserted(messages, event.data);
    case 'message-updated':
      return replaced(messages, event.data);
    case 'message-deleted':
      return deleted(messages, event.data.messageId, event.created_at);
    case 'members-changed':
    case 'room-updated':
    case 'room-deleted':
      return messages;
    default:
      return event satisfies never;
  }
}

function inserted(messages: Messages, message: Message): Messages {
  const last = messages.at(-1);
  if (last === undefined || last.seq < message.seq) return [...messages, message];
  if (messages.some((known) => known.id === message.id)) return messages;
  const at = messages.findIndex((known) => known.seq > message.seq);
  return messages.toSpliced(at, 0, message);
}

function replaced(messages: Messages, message: Message): Messages {
  return messages.map((known) => {
    if (known.id === message.id) return known.deleted_at === null ? message : editedBefore(known, message);
    return withExcerpt(known, message.id, excerptOf(message.content));
  });
}

/** A deleted message stays so, though events of its life may be read after it: of those only the time is left. */
const editedBefore = (known: Message, { edited_at }: Message): Message => ({ ...known, edited_at });

function deleted(messages: Messages, id: string, at: string): Messages {
  return messages.map((known) =>
    known.id === id
      ? { ...known, content: null, metadata: null, reactions: [], mentions: [], deleted_at: at }
      : withExcerpt(known, id, null),
  );
}

function withExcerpt(message: Message, parentId: string, excerpt: string | null): Message {
  if (message.reply_to?.id !== parentId || message.reply_to.excerpt === excerpt) return message;
  return { ...message, reply_to: { ...message.reply_to, excerpt } };
}
