import type { ChatNotification } from '@kcs/contracts';

/** The room, id, and seq of the message that a notification of the type `mention` is about (MENTION-5). */
export interface MentionLocation {
  readonly roomId: string;
  readonly messageId: string;
  readonly messageSeq: number;
}

/**
 * Returns where the message is that mentions the user, or undefined if the notification is not about a mention.
 */
export function readMentionLocation({
  type,
  data,
}: Pick<ChatNotification, 'type' | 'data'>): MentionLocation | undefined {
  const { roomId, messageId, messageSeq } = data;
  if (type !== 'mention' || typeof roomId !== 'string' || typeof messageSeq !== 'number') return undefined;
  return { roomId, messageId: String(messageId), messageSeq };
}
