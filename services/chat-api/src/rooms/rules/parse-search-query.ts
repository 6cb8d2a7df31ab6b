import { foldText } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';
import { parsePeriod } from './parse-search-period.ts';
import { type SearchWord, toSearchWords } from './search-words.ts';

/** The parts of a search query (MSG-9). */
export interface SearchQuery {
  readonly words: readonly SearchWord[];
  /**
   * The values of `from:`, which are user ids, `me`, or names. Unless the list is empty, the sender must match one of
   * them.
   */
  readonly from: readonly string[];
  /** The values of `in:`, which are room ids or names. Unless the list is empty, the room must match one of them. */
  readonly in: readonly string[];
  /** Messages must be older than this time, in milliseconds since 1970. */
  readonly before: number | undefined;
  /** Messages must not be older than this time, in milliseconds since 1970. */
  readonly since: number | undefined;
  readonly hasLink: boolean;
}

const MAX_SEARCH_WORDS = 20;
const MAX_VALUES_PER_OPERATOR = 5;
const QUOTE_CHARACTERS = '"“”„';
/**
 * Matches one part of a query: an optional operator, followed by a quoted phrase or by the text up to the next space.
 */
const QUERY_PART_PATTERN = new RegExp(
  `(?:(from|in|before|after|has):)?(?:[${QUOTE_CHARACTERS}]([^${QUOTE_CHARACTERS}]*)[${QUOTE_CHARACTERS}]|(\\S*))\\s*`,
  'giy',
);
const OPENING_QUOTE_PATTERN = new RegExp(`^[${QUOTE_CHARACTERS}]`);

/**
 * Splits a search query into words and operators. Treats an unknown operator as a word, and ignores words without a
 * visible character.
 *
 * Throws `VALIDATION_FAILED` if the query is empty, if it has too many words or operator values, or if an operator has
 * an invalid value.
 */
export function parseSearchQuery(q: string): SearchQuery {
  const searchWords: SearchWord[] = [];
  const operatorValues = { from: [] as string[], in: [] as string[] };
  let beforeTime: number | undefined;
  let sinceTime: number | undefined;
  let requiresLink = false;
  for (const [term, name, phrase, plain] of q.trim().matchAll(QUERY_PART_PATTERN)) {
    if (term === '') break;
    const operatorName = name?.toLowerCase();
    const termText = (phrase ?? plain?.replace(OPENING_QUOTE_PATTERN, '') ?? '').trim();
    if (operatorName === 'from' || operatorName === 'in')
      operatorValues[operatorName].push(requireOperatorValue(operatorName, termText));
    else if (operatorName === 'before')
      beforeTime = Math.min(beforeTime ?? Infinity, parsePeriod('before', termText).start);
    else if (operatorName === 'after')
      sinceTime = Math.max(sinceTime ?? -Infinity, parsePeriod('after', termText).end);
    else if (operatorName === 'has' && termText.toLowerCase() === 'link') requiresLink = true;
    else searchWords.push(...toSearchWords(operatorName === undefined ? termText : term.trim()));
  }
  if (searchWords.length > MAX_SEARCH_WORDS) {
    throw createFieldError(
      '/q',
      `contains ${searchWords.length} words. Use at most ${MAX_SEARCH_WORDS} words.`,
    );
  }
  for (const [operator, { length }] of Object.entries(operatorValues)) {
    if (length > MAX_VALUES_PER_OPERATOR) {
      throw createFieldError(
        '/q',
        `contains ${operator}: ${length} times. Use it at most ${MAX_VALUES_PER_OPERATOR} times.`,
      );
    }
  }
  const operatorCount = operatorValues.from.length + operatorValues.in.length + Number(requiresLink);
  if (searchWords.length + operatorCount === 0 && beforeTime === undefined && sinceTime === undefined) {
    throw createFieldError(
      '/q',
      'contains no word to search for. Add a word, or an operator such as from:Anna.',
    );
  }
  return {
    words: searchWords,
    ...operatorValues,
    before: beforeTime,
    since: sinceTime,
    hasLink: requiresLink,
  };
}

function requireOperatorValue(operator: string, value: string): string {
  if (foldText(value).trim() !== '') return value;
  const operatorExample = operator === 'from' ? 'from:"Anna Weber"' : 'in:"Class 4b"';
  throw createFieldError(
    '/q',
    `contains ${operator}: without a name. Write the name directly after the colon, such as ${operatorExample}.`,
  );
}
