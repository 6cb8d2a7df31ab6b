import type { RoomType } from './room.ts';

/** The `source` of mentions in the list of notifications. No service account can have this name. */
export const MENTION_SOURCE = 'KCS Chat';

const MAX_MENTION_BODY_CODE_POINTS = 200;

/** A message that mentions a user, and its room as the user sees it. */
export interface MentioningMessage {
  readonly messageId: string;
  readonly messageSeq: number;
  /** The beginning of the message's text, from `createMentionBody`. */
  readonly body: string;
  readonly senderId: string;
  readonly senderName: string;
  readonly roomId: string;
  readonly roomName: string;
  readonly roomType: RoomType;
}

/** Returns the part of a message's text that the notification of a mention shows. */
export const createMentionBody = (content: string): string =>
  [...content].slice(0, MAX_MENTION_BODY_CODE_POINTS).join('');

/**
 * Returns the fields that the live notification of a mention and its entry in the list of notifications share
 * (MENTION-5, MENTION-6).
 */
export function createMentionFields({ body, roomType, ...message }: MentioningMessage) {
  const { messageId, messageSeq, senderId, senderName, roomId, roomName } = message;
  return {
    id: toMentionNotificationId(messageId),
    type: 'mention',
    title:
      roomType === 'direct' ? `${senderName} mentioned you` : `${senderName} mentioned you in ${roomName}`,
    body,
    data: { roomId, roomName, messageId, messageSeq, senderId, senderName },
  };
}

/**
 * Returns the id of the notification that tells a user about a mention. It depends only on the message, so a client can
 * drop a repeat, and the server can find the message again.
 */
const toMentionNotificationId = (messageId: string): string => `notif_${messageId.slice('msg_'.length)}`;

/** Returns the id of the message to which a notification with this id refers, if it is the notification of a mention. */
export const toMentioningMessageId = (notificationId: string): string =>
  `msg_${notificationId.slice('notif_'.length)}`;
