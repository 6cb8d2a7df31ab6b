/** The beginning of a mention before the text cursor: the offset of its `@`, and the text after the `@`. */
export interface MentionQuery {
  readonly start: number;
  readonly text: string;
}

/**
 * Matches an `@` and the part of a name after it. A name has several words. An `@` directly after a letter or digit
 * belongs to an email address.
 */
const QUERY_PATTERN = /(?<![\p{L}\p{N}_%+@-])@((?![\s[])[^\n@`]{0,60})?$/u;

/** Returns the mention that the user has begun to write before the text cursor, or null if there is none. */
export function findMentionQuery(text: string, cursor: number): MentionQuery | null {
  const match = QUERY_PATTERN.exec(text.slice(0, cursor));
  return match && { start: match.index, text: match[1] ?? '' };
}

interface Completion {
  readonly text: string;
  /** The offset of the text cursor after the inserted mention. */
  readonly cursor: number;
}

interface NamedMember {
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
  { user_id, name }: NamedMember,
  isNameShared: boolean,
): Completion {
  const mention = isNameShared ? `@[${user_id}]` : `@${name}`;
  const rest = text.slice(cursor);
  const separator = rest.startsWith(' ') ? '' : ' ';
  const textBeforeCursor = `${text.slice(0, start)}${mention}${separator}`;
  return { text: textBeforeCursor + rest, cursor: textBeforeCursor.length + (separator ? 0 : 1) };
}
