/** A member whom a message mentions. */
export interface MentionedPerson {
  readonly id: string;
  readonly name: string;
  readonly isMe: boolean;
}

/** A part of a text: plain text, or the mention of a person. */
export type MentionPart = string | { readonly text: string; readonly isMe: boolean };

const MENTION_BY_ID = '@\\[(user_[0-9a-z]{26})\\]';
/**
 * Matches after the end of a name. Another letter or digit would make the name longer, except in scripts that people
 * write without spaces between words.
 */
const NAME_END = '(?!(?!\\p{Lo})[\\p{L}\\p{N}\\p{M}])';

/**
 * Splits a text into plain text and the mentions of the given people, either `@Full Name` or `@[user_…]`. A mention by id
 * is replaced by the person's name. The server decides whom a message mentions (MENTION-1), so the caller passes only
 * these people.
 */
export function splitMentions(text: string, people: readonly MentionedPerson[]): readonly MentionPart[] {
  if (people.length === 0 || !text.includes('@')) return [text];
  const names = people.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const mentionByName = `@(${names.map(escapePattern).join('|')})${NAME_END}`;
  const parts: MentionPart[] = [];
  let end = 0;
  for (const match of text.matchAll(new RegExp(`${MENTION_BY_ID}|${mentionByName}`, 'giu'))) {
    const [written, id, name] = match;
    const person = people.find((one) => (id ? one.id === id : isSameName(one.name, name ?? '')));
    if (!person) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push({ text: id ? `@${person.name}` : written, isMe: person.isMe });
    end = match.index + written.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
