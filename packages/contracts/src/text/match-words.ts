import { foldText } from './fold-text.ts';

/**
 * Returns the words of a search text, folded by `foldText`, without repeats. The list is empty if folding removes
 * the whole text.
 */
export const wordsOf = (search: string): string[] => [
  ...new Set(foldText(search).split(' ').filter(Boolean)),
];

/**
 * Returns whether the text contains every word of the search, in any order. A word also matches a part of a longer
 * word. The server searches people by the same rule (AUTH-16).
 */
export function matchesSearch(text: string, search: string): boolean {
  const foldedText = foldText(text);
  return wordsOf(search).every((word) => foldedText.includes(word));
}
