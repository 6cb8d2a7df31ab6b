/** The beginning of a mention before the text cursor: the offset of its `@`, and the text after the `@`. */
export interface MentionQuery {
  readonly start: number;
  readonly text: string;
}

/**
 * Matches an `@` and the part of a name after it. A name has several words. An `@` directly after a letter or digit
 * belongs to an email address.
 */
const MENTION_QUERY_PATTERN = /(?<![\p{L}\p{N}_%+@-])@((?![\s[])[^\n@`]{0,60})?$/u;

/** Returns the mention that the user has begun to write before the text cursor, or null if there is none. */
export function findMentionQuery(text: string, cursor: number): MentionQuery | null {
  const queryMatch = MENTION_QUERY_PATTERN.exec(text.slice(0, cursor));
  return queryMatch && { start: queryMatch.index, text: queryMatch[1] ?? '' };
}

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
 * Returns the text with the begun mention replaced by the mention of a member. A member who shares the name with another
 * one is mentioned by id, because `@Full Name` mentions everyone with that name (MENTION-1).
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
