import type { ChatNotification } from '@kcs/contracts';

/** The room and seq of the message that a notification of the type `mention` is about (MENTION-5). */
export interface MentionLocation {
  readonly roomId: string;
  readonly messageSeq: number;
}

/**
 * Returns the room and seq of the message that mentions the user, or undefined if the notification is not about a
 * mention.
 */
export function readMentionLocation({ type, data }: ChatNotification): MentionLocation | undefined {
  const { roomId, messageSeq } = data;
  if (type !== 'mention' || typeof roomId !== 'string' || typeof messageSeq !== 'number') return undefined;
  return { roomId, messageSeq };
}

/** Returns the text with the user's name in place of the id in every `@[user_…]` that mentions the user. */
export const replaceMyIdWithName = (
  text: string,
  me: { readonly id: string; readonly name: string },
): string => text.replaceAll(`@[${me.id}]`, () => `@${me.name}`);
