import type { MentionQuery } from './mention-query.ts';

interface MentionCompletion {
  readonly text: string;
  /** The offset of the text cursor after the inserted mention. */
  readonly cursor: number;
}

interface MentionableMember {
  readonly user_id: string;
  readonly name: string;
}

/**
 * Replaces the unfinished mention in a text with the mention of a member, and returns the new text. If another member
 * has the same name, mentions the member by id, because `@Full Name` would mention both of them (MENTION-1).
 */
export function completeMention(
  text: string,
  cursor: number,
  { start }: MentionQuery,
  { user_id, name }: MentionableMember,
  isNameShared: boolean,
): MentionCompletion {
  const mentionText = isNameShared ? `@[${user_id}]` : `@${name}`;
  const textAfterMention = text.slice(cursor);
  const separator = textAfterMention.startsWith(' ') ? '' : ' ';
  const textThroughMention = `${text.slice(0, start)}${mentionText}${separator}`;
  return {
    text: textThroughMention + textAfterMention,
    cursor: textThroughMention.length + (separator ? 0 : 1),
  };
}
