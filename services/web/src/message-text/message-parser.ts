import MarkdownIt, { type StateBlock, type StateInline, type Token } from 'markdown-it';
import { ADDRESS_TOKEN_TYPE, consumeAddress, findAddressesIn } from './consume-address.ts';

/**
 * The nesting limit of the Markdown parser. The parser drops content beyond this limit, so a message with more deeply
 * nested quotes or lists is shown as one paragraph instead.
 */
const MAX_NESTING = 12;

/**
 * The Markdown parser for messages. It recognizes bold, italics, strikethrough, code, lists, quotes, and addresses.
 * HTML, images, headings, tables, and Markdown links (`[text](address)`) are shown as written. White space and line
 * breaks are kept.
 */
const markdownParser = new MarkdownIt('zero', { maxNesting: MAX_NESTING }).enable([
  'blockquote',
  'fence',
  'list',
  'backticks',
  'emphasis',
  'strikethrough',
  'balance_pairs',
  'fragments_join',
]);
markdownParser.block.ruler.before('blockquote', 'plain-line', consumePlainLine);
markdownParser.inline.ruler.before('text', ADDRESS_TOKEN_TYPE, consumeAddress);
markdownParser.inline.ruler.at('text', consumeText);
markdownParser.inline.ruler.push('backslash', consumeBackslash);

/** Returns the Markdown tokens of a message text. */
export function parseMessage(text: string): readonly Token[] {
  const tokens = markdownParser.parse(text, {});
  const isNestingTooDeep = tokens.some((token) => token.level >= MAX_NESTING - 1);
  return isNestingTooDeep ? markdownParser.parseInline(text, {}) : tokens;
}

/**
 * Matches lines that a Markdown parser would mistake for a quote or a list: emoticons such as `>:-(`, numbers such as
 * `+ 5`, and lone list marks such as `-` or `1.`.
 */
const PLAIN_LINE_PATTERN = /^(?:>[:;._<=^'-]|\+\s|(?:[-+*]|\d+[.)])$)/;

function consumePlainLine(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const lineTextStart = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const lineText = state.src.slice(lineTextStart, state.eMarks[startLine]).trimEnd();
  const paragraphRule = markdownParser.block.ruler.getRules('').at(-1);
  if (silent || paragraphRule === undefined || !PLAIN_LINE_PATTERN.test(lineText)) return false;
  return paragraphRule(state, startLine, endLine, silent) !== false;
}

const MARKDOWN_MARKS: ReadonlySet<string> = new Set(['*', '_', '~', '`', '\\']);

/**
 * Consumes plain text up to the next Markdown mark or address. Replaces the library's rule, which stops only at marks.
 */
function consumeText(state: StateInline, silent: boolean): boolean {
  const addressByStart = findAddressesIn(state);
  let plainTextEnd = state.pos;
  while (
    plainTextEnd < state.posMax &&
    !MARKDOWN_MARKS.has(state.src.charAt(plainTextEnd)) &&
    !addressByStart.has(plainTextEnd)
  )
    plainTextEnd += 1;
  if (plainTextEnd === state.pos) return false;
  if (!silent) state.pending += state.src.slice(state.pos, plainTextEnd);
  state.pos = plainTextEnd;
  return true;
}

/**
 * Treats a Markdown mark after a backslash as plain text. The backslash itself is hidden before `*`, `~`, and a
 * backtick, and shown before all other characters, so that `¯\_(ツ)_/¯` and `\\server\share` appear as written.
 */
function consumeBackslash(state: StateInline, silent: boolean): boolean {
  if (state.src.charAt(state.pos) !== '\\') return false;
  const nextCharacter = state.src.charAt(state.pos + 1);
  const isBeforeMark = state.pos + 1 < state.posMax && MARKDOWN_MARKS.has(nextCharacter);
  const hidesBackslash = isBeforeMark && nextCharacter !== '_' && nextCharacter !== '\\';
  if (!silent) state.pending += `${hidesBackslash ? '' : '\\'}${isBeforeMark ? nextCharacter : ''}`;
  state.pos += isBeforeMark ? 2 : 1;
  return true;
}
