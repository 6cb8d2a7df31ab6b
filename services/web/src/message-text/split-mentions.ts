/** A member whom a message mentions. */
export interface MentionedPerson {
  readonly id: string;
  readonly name: string;
  readonly isMe: boolean;
}

/** A part of a text: plain text, or the mention of a person. */
export type TextPart = string | { readonly text: string; readonly isMe: boolean };

const MENTION_BY_ID_PATTERN = '@\\[(user_[0-9a-z]{26})\\]';
/**
 * Matches the end of a name. The next character must not be a letter, digit, or combining mark that would make the name
 * longer. However, it may be a letter of a script that does not put spaces between words.
 */
const NAME_END_PATTERN = '(?!(?!\\p{Lo})[\\p{L}\\p{N}\\p{M}])';

/**
 * Splits a text into plain text and mentions of the given people, which are written as `@Full Name` or `@[user_…]`.
 * Replaces the id in a mention with the person's name. The caller must pass only people whom the message mentions
 * according to the server (MENTION-1).
 */
export function splitMentions(text: string, people: readonly MentionedPerson[]): readonly TextPart[] {
  if (people.length === 0 || !text.includes('@')) return [text];
  const namesLongestFirst = people.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const mentionByNamePattern = `@(${namesLongestFirst.map(escapePattern).join('|')})${NAME_END_PATTERN}`;
  const textParts: TextPart[] = [];
  let previousMentionEnd = 0;
  for (const match of text.matchAll(new RegExp(`${MENTION_BY_ID_PATTERN}|${mentionByNamePattern}`, 'giu'))) {
    const [written, id, name] = match;
    const mentionedPerson = people.find((one) => (id ? one.id === id : isSameName(one.name, name ?? '')));
    if (!mentionedPerson) continue;
    if (match.index > previousMentionEnd) textParts.push(text.slice(previousMentionEnd, match.index));
    textParts.push({ text: id ? `@${mentionedPerson.name}` : written, isMe: mentionedPerson.isMe });
    previousMentionEnd = match.index + written.length;
  }
  if (previousMentionEnd < text.length) textParts.push(text.slice(previousMentionEnd));
  return textParts;
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
