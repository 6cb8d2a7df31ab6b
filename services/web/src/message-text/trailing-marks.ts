/**
 * Returns the length of an address without trailing Markdown marks and punctuation, such as the last two characters of
 * `**https://example.com**` or `https://example.com?!`.
 */
export function measureWithoutTrailingMarks(text: string, start: number, end: number): number {
  const backtickIndex = text.slice(start, end).indexOf('`');
  let trimmedEnd = backtickIndex > 0 ? start + backtickIndex : end;
  const isInItalics = ITALICS_START_PATTERN.test(
    text.slice(Math.max(0, start - ITALICS_SEARCH_LENGTH), start),
  );
  for (let mark = text[trimmedEnd - 1]; mark !== undefined; mark = text[trimmedEnd - 1]) {
    const isDoubleTilde = mark === '~' && text[trimmedEnd - 2] === '~';
    if (!isDoubleTilde && !TRAILING_MARKS.has(mark) && !(mark === '_' && isInItalics)) break;
    trimmedEnd -= mark === '~' ? 2 : 1;
  }
  return trimmedEnd - start;
}

const TRAILING_MARKS: ReadonlySet<string> = new Set(['*', '.', ',', ':', ';', '!', '?']);

/** Matches one or more underscores that may begin italics. */
const ITALICS_START_PATTERN = /(?:^|[^\p{L}\p{N}_])_{1,3}(?=$|[^\s_])/u;
/** The number of characters before an address that are searched for the start of italics. */
const ITALICS_SEARCH_LENGTH = 500;
