import { foldText } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';

/** A word or quoted phrase that must occur in a message. */
export interface SearchWord {
  readonly text: string;
  /** Whether the text must be at the beginning of a word. If false, the text may also be in the middle of a word. */
  readonly atStart: boolean;
}

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

const MAX_WORDS = 20;
const MAX_VALUES = 5;
const QUOTE_CHARACTERS = '"“”„';
/**
 * Matches one part of a query: an optional operator, followed by a quoted phrase or by the text up to the next space.
 */
const QUERY_PART = new RegExp(
  `(?:(from|in|before|after|has):)?(?:[${QUOTE_CHARACTERS}]([^${QUOTE_CHARACTERS}]*)[${QUOTE_CHARACTERS}]|(\\S*))\\s*`,
  'giy',
);
const OPENING_QUOTE = new RegExp(`^[${QUOTE_CHARACTERS}]`);
/**
 * Matches a character of the scripts that the SQL function `search_grams` indexes by single characters and pairs,
 * because words in these scripts are not separated by spaces.
 */
const SPACELESS_SCRIPTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const SHORT_WORD = /^[\p{L}\p{N}]{1,2}$/u;
const DATE_FORMAT = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const TIME_FORMAT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Splits a search query into words and operators. Treats an unknown operator as a word, and ignores words without a
 * visible character.
 *
 * Throws `VALIDATION_FAILED` if the query is empty, if it has too many words or operator values, or if an operator has
 * an invalid value.
 */
export function parseSearchQuery(q: string): SearchQuery {
  const words: SearchWord[] = [];
  const operatorValues = { from: [] as string[], in: [] as string[] };
  let beforeTime: number | undefined;
  let sinceTime: number | undefined;
  let hasLink = false;
  for (const [term, name, phrase, plain] of q.trim().matchAll(QUERY_PART)) {
    if (term === '') break;
    const operator = name?.toLowerCase();
    const value = (phrase ?? plain?.replace(OPENING_QUOTE, '') ?? '').trim();
    if (operator === 'from' || operator === 'in')
      operatorValues[operator].push(requireValue(operator, value));
    else if (operator === 'before')
      beforeTime = Math.min(beforeTime ?? Infinity, parsePeriod('before', value).start);
    else if (operator === 'after')
      sinceTime = Math.max(sinceTime ?? -Infinity, parsePeriod('after', value).end);
    else if (operator === 'has' && value.toLowerCase() === 'link') hasLink = true;
    else words.push(...splitWords(operator === undefined ? value : term.trim()));
  }
  if (words.length > MAX_WORDS) {
    throw createFieldError('/q', `contains ${words.length} words. Use at most ${MAX_WORDS} words.`);
  }
  for (const [operator, { length }] of Object.entries(operatorValues)) {
    if (length > MAX_VALUES) {
      throw createFieldError(
        '/q',
        `contains ${operator}: ${length} times. Use it at most ${MAX_VALUES} times.`,
      );
    }
  }
  const operatorCount = operatorValues.from.length + operatorValues.in.length + Number(hasLink);
  if (words.length + operatorCount === 0 && beforeTime === undefined && sinceTime === undefined) {
    throw createFieldError(
      '/q',
      'contains no word to search for. Add a word, or an operator such as from:Anna.',
    );
  }
  return { words, ...operatorValues, before: beforeTime, since: sinceTime, hasLink };
}

function requireValue(operator: string, value: string): string {
  if (foldText(value).trim() !== '') return value;
  const example = operator === 'from' ? 'from:"Anna Weber"' : 'in:"Class 4b"';
  throw createFieldError(
    '/q',
    `contains ${operator}: without a name. Write the name directly after the colon, such as ${example}.`,
  );
}

function splitWords(text: string): SearchWord[] {
  const folded = foldText(text).trim();
  if (folded === '') return [];
  return [{ text, atStart: SHORT_WORD.test(folded) && !SPACELESS_SCRIPTS.test(folded) }];
}

/**
 * Returns the period that a date covers in UTC: the start of the given day, month, or year, and the start of the next
 * day, month, or year. For an exact time, start and end are equal.
 */
function parsePeriod(operator: string, value: string): { start: number; end: number } {
  const time = TIME_FORMAT.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return { start: time, end: time };
  const [, year, month, day] = DATE_FORMAT.exec(value) ?? [];
  const start = new Date(0);
  start.setUTCFullYear(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  const dateExists =
    start.getUTCFullYear() === Number(year) &&
    start.getUTCMonth() === Number(month ?? 1) - 1 &&
    start.getUTCDate() === Number(day ?? 1);
  if (!dateExists) {
    throw createFieldError(
      '/q',
      `contains ${operator}: without a valid date. Write the date like this: ${operator}:2026-05-31.`,
    );
  }
  const end = new Date(start);
  if (day !== undefined) end.setUTCDate(end.getUTCDate() + 1);
  else if (month !== undefined) end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return { start: start.getTime(), end: end.getTime() };
}
