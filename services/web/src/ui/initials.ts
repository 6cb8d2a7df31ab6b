/** Returns the first letter of the first and of the last word of a name, in upper case. */
export function initials(name: string): string {
  const words = name.split(/[\s&]+/).filter(Boolean);
  const first = firstLetter(words[0] ?? '?');
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** The first code point, so that an emoji is not cut in half. */
const firstLetter = (word: string): string => [...word][0] ?? '';
