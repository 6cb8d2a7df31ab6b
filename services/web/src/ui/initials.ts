import { splitGraphemes } from './graphemes.ts';

/** Returns the initials of the first and last words of a person's name, in uppercase. */
export function getInitials(name: string): string {
  const words = name.split(/[\s&]+/).filter(Boolean);
  const firstInitial = getFirstGrapheme(words[0] ?? '?');
  const lastInitial = words.length > 1 ? getFirstGrapheme(words.at(-1) ?? '') : '';
  return (firstInitial + lastInitial).toLocaleUpperCase();
}

/** The maximum number of graphemes in a group's badge. */
const MAX_GROUP_BADGE_GRAPHEMES = 3;

/**
 * Returns the text of a group's badge: the first word that contains a digit, such as "4b" in "Class 4b"; otherwise, the
 * initials of the first and last words, or the first two letters of a single word.
 */
export function getGroupBadgeText(name: string): string {
  const words = name.split(/[\s&/,.()–—-]+/).filter(Boolean);
  const wordWithDigit = words.find((word) => /\p{N}/u.test(word));
  if (wordWithDigit !== undefined)
    return splitGraphemes(wordWithDigit).slice(0, MAX_GROUP_BADGE_GRAPHEMES).join('');
  if (words.length > 1) return getInitials(words.join(' '));
  const [first = '?', second = ''] = splitGraphemes(words[0] ?? '?');
  return first.toLocaleUpperCase() + second;
}

/** Returns the first grapheme of a word, so that an emoji or an accented letter is not split. */
const getFirstGrapheme = (word: string): string => splitGraphemes(word)[0] ?? '';
