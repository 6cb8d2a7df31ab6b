import { foldText } from '@kcs/contracts';

/** A word or quoted phrase that must occur in a message. */
export interface SearchWord {
  readonly text: string;
  /** Whether the text must be at the beginning of a word. If false, the text may also be in the middle of a word. */
  readonly atStart: boolean;
}
/**
 * Matches a character of the scripts that the SQL function `search_grams` indexes by single characters and pairs,
 * because words in these scripts are not separated by spaces.
 */
const SPACELESS_SCRIPT_PATTERN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const SHORT_WORD_PATTERN = /^[\p{L}\p{N}]{1,2}$/u;

/** Returns the text as a search word, or an empty list if the text has no visible character. */
export function toSearchWords(text: string): SearchWord[] {
  const foldedText = foldText(text).trim();
  if (foldedText === '') return [];
  return [
    { text, atStart: SHORT_WORD_PATTERN.test(foldedText) && !SPACELESS_SCRIPT_PATTERN.test(foldedText) },
  ];
}
