import type { ChatNotification } from '@kcs/contracts';

/** The message that a notification of the type `mention` is about (MENTION-5). */
export interface MentionLocation {
  readonly roomId: string;
  readonly messageSeq: number;
}

/** Returns the message that mentions the user, or undefined if the notification is not about a mention. */
export function readMentionLocation({ type, data }: ChatNotification): MentionLocation | undefined {
  const { roomId, messageSeq } = data;
  if (type !== 'mention' || typeof roomId !== 'string' || typeof messageSeq !== 'number') return undefined;
  return { roomId, messageSeq };
}

/** Returns the text with every `@[user_…]` that mentions the user replaced by the user's name. */
export const replaceMyIdWithName = (
  text: string,
  me: { readonly id: string; readonly name: string },
): string => text.replaceAll(`@[${me.id}]`, `@${me.name}`);
