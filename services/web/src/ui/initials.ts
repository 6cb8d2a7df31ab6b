/** Returns the initials of the first and last word of a name, in upper case. */
export function initials(name: string): string {
  const words = name.split(/[\s&]+/).filter(Boolean);
  const first = firstLetter(words[0] ?? '?');
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** Returns the first code point of a word, so that an emoji is not cut in half. */
const firstLetter = (word: string): string => [...word][0] ?? '';
