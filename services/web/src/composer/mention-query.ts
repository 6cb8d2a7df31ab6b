/**
 * A mention that the user has begun to write before the text cursor: the offset of its `@`, and the text between the
 * `@` and the cursor.
 */
export interface MentionQuery {
  readonly start: number;
  readonly text: string;
}

/**
 * Matches an `@` and the beginning of a name, which may have several words. Does not match an `@` directly after a
 * letter or digit, because that `@` belongs to an email address.
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
