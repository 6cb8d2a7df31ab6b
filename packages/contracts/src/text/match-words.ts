import { foldText } from './fold-text.ts';

/**
 * Returns the words of a search text, folded by `foldText`, each once. The list is empty if nothing is left after
 * folding.
 */
export const splitIntoFoldedWords = (search: string): string[] => [
  ...new Set(foldText(search).split(' ').filter(Boolean)),
];

/**
 * Returns whether the text contains every word of the search, in any order. A word of the search may also be part of a
 * longer word in the text. The server searches for people by the same rule (AUTH-16).
 */
export function matchesSearch(text: string, search: string): boolean {
  const foldedText = foldText(text);
  return splitIntoFoldedWords(search).every((word) => foldedText.includes(word));
}
