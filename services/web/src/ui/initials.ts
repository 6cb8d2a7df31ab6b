import { graphemesOf } from './graphemes.ts';

/** Returns the initials of the first and last word of a person's name, in upper case. */
export function initials(name: string): string {
  const words = name.split(/[\s&]+/).filter(Boolean);
  const first = firstLetter(words[0] ?? '?');
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** A group's letters are at most this many graphemes, so that they fit into the badge. */
const MAX_GROUP_LETTERS = 3;

/**
 * Returns the letters of a group: a word with a digit, such as "4b" in "Class 4b", or the initials of two words, or the
 * first two letters of the only word.
 */
export function groupLetters(name: string): string {
  const words = name.split(/[\s&/,.()–—-]+/).filter(Boolean);
  const numbered = words.find((word) => /\p{N}/u.test(word));
  if (numbered !== undefined) return graphemesOf(numbered).slice(0, MAX_GROUP_LETTERS).join('');
  if (words.length > 1) return initials(words.join(' '));
  const [first = '?', second = ''] = graphemesOf(words[0] ?? '?');
  return first.toLocaleUpperCase() + second;
}

/** Returns the first grapheme of a word, so that an emoji or a letter with marks is not cut. */
const firstLetter = (word: string): string => graphemesOf(word)[0] ?? '';
