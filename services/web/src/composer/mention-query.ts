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
