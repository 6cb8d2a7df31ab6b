/** The name that replaces the name of an erased user. */
export const ERASED_USER_NAME = 'Deleted user';

type JsonObject = Record<string, unknown>;

/** The parts of a stored event that can contain personal data. */
export interface ErasableEvent {
  readonly data: JsonObject;
  readonly moreFields: JsonObject | null;
  readonly shown: JsonObject | null;
}

interface EventErasure {
  readonly userId: string;
  /** The current name of the event's room if it is a direct room; null for a group. */
  readonly directRoomName: string | null;
  /** Whether the event's message replies to a message of the erased user. */
  readonly isReplyToUser: boolean;
  /** The time at which the user's messages count as deleted, unless they were deleted before. */
  readonly erasedAt: string;
}

/**
 * Returns the event without the erased user's name, text, and reactions (ERASE-2). Ids, seqs, and times stay, so the log
 * keeps its order. Erasing twice changes nothing more.
 */
export function eraseFromEvent(event: ErasableEvent, erasure: EventErasure): ErasableEvent {
  const { userId, directRoomName } = erasure;
  let data = replaceNames(event.data, userId) as JsonObject;
  if (typeof data.sender_id === 'string') data = eraseFromMessage(data, erasure);
  if (directRoomName !== null && 'roomName' in data) data = { ...data, roomName: directRoomName };
  const { moreFields, shown } = event;
  return {
    data,
    moreFields: isReactionOf(moreFields, userId) ? null : moreFields,
    shown: shown !== null && directRoomName !== null ? { ...shown, room_name: directRoomName } : shown,
  };
}

function eraseFromMessage(
  message: JsonObject,
  { userId, isReplyToUser, erasedAt }: EventErasure,
): JsonObject {
  const erasedMessage = { ...message };
  if (isReplyToUser && message.reply_to !== null) {
    erasedMessage.reply_to = {
      ...(message.reply_to as JsonObject),
      sender_name: ERASED_USER_NAME,
      excerpt: null,
    };
  }
  if (Array.isArray(message.reactions)) {
    erasedMessage.reactions = message.reactions.flatMap((reaction) => removeUser(reaction, userId));
  }
  if (message.sender_id !== userId) return erasedMessage;
  return {
    ...erasedMessage,
    sender_name: ERASED_USER_NAME,
    content: null,
    metadata: null,
    client_msg_id: null,
    mentions: [],
    reactions: [],
    deleted_at: message.deleted_at ?? erasedAt,
  };
}

/** Removes the user from a reaction. Returns no reaction if nobody else added it. */
function removeUser(reaction: JsonObject, userId: string): JsonObject[] {
  const userIds = reaction.user_ids as string[];
  if (!userIds.includes(userId)) return [reaction];
  const count = Number(reaction.count) - 1;
  return count > 0 ? [{ ...reaction, count, user_ids: userIds.filter((id) => id !== userId) }] : [];
}

const isReactionOf = (fields: JsonObject | null, userId: string): boolean =>
  (fields?.reaction as { user_id?: string } | undefined)?.user_id === userId;

/** Replaces the names in all objects that describe the user, at any depth: those with the user's id and a name. */
function replaceNames(value: unknown, userId: string): unknown {
  if (Array.isArray(value)) return value.map((element) => replaceNames(element, userId));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, replaceNames(field, userId)]),
  );
  const isUser = copy.userId === userId || copy.user_id === userId;
  return isUser && typeof copy.name === 'string' ? { ...copy, name: ERASED_USER_NAME } : copy;
}
