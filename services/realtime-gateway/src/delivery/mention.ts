import {
  type CHAT_API_REQUESTS,
  type ChatNotification,
  createMentionBody,
  createMentionFields,
  type ReplyOf,
  type RoomEvent,
} from '@kcs/contracts';

/** A message that mentions members who must be notified, and the number and time of the event that mentions them. */
export interface Mention {
  readonly room_id: string;
  readonly seq: number;
  readonly created_at: string;
  readonly userIds: readonly string[];
  readonly message: { readonly id: string; readonly seq: number; readonly body: string };
  readonly sender: { readonly id: string; readonly name: string };
}

/**
 * Returns the mention in an event of a sent or edited message, or undefined if the event mentions nobody. An edit
 * mentions only the members whom the message did not mention before (MENTION-2).
 */
export function findMention(event: RoomEvent): Mention | undefined {
  if (event.kind !== 'message-created' && event.kind !== 'message-updated') return undefined;
  const { id, seq, content, sender_id, sender_name, mentions } = event.data;
  const newlyMentionedUserIds = event.kind === 'message-created' ? mentions : (event.newly_mentioned ?? []);
  // The gateway does not validate the data of messages that it passes on.
  if (typeof content !== 'string' || !Array.isArray(newlyMentionedUserIds)) return undefined;
  const notifiedUserIds = newlyMentionedUserIds.filter((userId) => userId !== sender_id);
  if (notifiedUserIds.length === 0) return undefined;
  return {
    room_id: event.room_id,
    seq: event.seq,
    created_at: event.created_at,
    userIds: notifiedUserIds,
    message: { id, seq, body: createMentionBody(content) },
    sender: { id: sender_id, name: sender_name },
  };
}

/**
 * Returns the notification of a mention. Its id depends only on the message, so a client can drop a repeated
 * notification and recognize the mention in the list of notifications.
 */
export function createMentionNotification(
  { room_id: roomId, created_at: timestamp, message, sender }: Mention,
  { roomName, roomType }: Pick<ReplyOf<typeof CHAT_API_REQUESTS.mentionTargets>, 'roomName' | 'roomType'>,
): ChatNotification {
  const mentionFields = createMentionFields({
    messageId: message.id,
    messageSeq: message.seq,
    body: message.body,
    senderId: sender.id,
    senderName: sender.name,
    roomId,
    roomName,
    roomType,
  });
  return { ...mentionFields, timestamp };
}
