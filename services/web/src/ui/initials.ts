import { graphemesOf } from './graphemes.ts';

/** Returns the initials of the first and last word of a person's name, in upper case. */
export function initials(name: string): string {
  const words = name.split(/[\s&]+/).filter(Boolean);
  const first = firstLetter(words[0] ?? '?');
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** The maximum number of graphemes in a group's badge. */
const MAX_GROUP_LETTERS = 3;

/**
 * Returns the badge text of a group: a word with a digit, such as "4b" in "Class 4b"; the initials of two words; or the
 * first two letters of a single word.
 */
export function groupLetters(name: string): string {
  const words = name.split(/[\s&/,.()–—-]+/).filter(Boolean);
  const numbered = words.find((word) => /\p{N}/u.test(word));
  if (numbered !== undefined) return graphemesOf(numbered).slice(0, MAX_GROUP_LETTERS).join('');
  if (words.length > 1) return initials(words.join(' '));
  const [first = '?', second = ''] = graphemesOf(words[0] ?? '?');
  return first.toLocaleUpperCase() + second;
}

/** Returns the first grapheme of a word, so that an emoji or an accented letter stays whole. */
const firstLetter = (word: string): string => graphemesOf(word)[0] ?? '';
