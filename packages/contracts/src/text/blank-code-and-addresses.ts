/**
 * Matches a line that begins a fenced code block. It also matches the line that ends the block. That line has at least
 * as many backticks as the block's first line and, otherwise, only white space.
 */
const CODE_FENCE_PATTERN = /^ {0,3}(`{3,})([^`]*)$/;
const BACKTICK_RUN_PATTERN = /`+/g;
/**
 * Matches the rest of a web address: everything up to white space, an angle bracket, a quotation mark, a backtick, an
 * ellipsis, or Chinese or Japanese punctuation.
 */
const ADDRESS_REST_PATTERN = '[^\\s<>"“”„‘’«»「」『』（）【】，。、；：！？…`]*';
/**
 * Matches web addresses such as `https://…`, `www.…`, and `example.com/…`. Each alternative begins at the start of a
 * word, so matching takes linear time.
 */
const WEB_ADDRESS_PATTERN = new RegExp(
  `(^|[^a-z0-9.+-])(?:[a-z][a-z0-9.+-]{0,31}://|mailto:|www\\.|(?:[a-z0-9-]{1,63}\\.)+[a-z]{2,63}(?::\\d{1,5})?/)${ADDRESS_REST_PATTERN}`,
  'giu',
);

/**
 * Returns the text with code and web addresses replaced by spaces. Code is either of the following:
 *
 * - text between two runs of the same number of backticks, within one paragraph;
 * - a block that begins with a line of three or more backticks and ends with a line of at least as many backticks.
 *   Without such an ending, the block extends to the end of the text.
 */
export function blankCodeAndAddresses(text: string): string {
  return blankCode(text).replace(WEB_ADDRESS_PATTERN, '$1 ');
}

function blankCode(text: string): string {
  if (!text.includes('`')) return text;
  const blankedParagraphs: string[] = [];
  let paragraphLines: string[] = [];
  let openingCodeFence = '';
  const endParagraph = () => {
    blankedParagraphs.push(blankCodeSpans(paragraphLines.join('\n')));
    paragraphLines = [];
  };
  for (const line of text.split('\n')) {
    const [, backticks = '', info = ''] = CODE_FENCE_PATTERN.exec(line) ?? [];
    if (openingCodeFence) {
      if (backticks.length >= openingCodeFence.length && info.trim() === '') openingCodeFence = '';
    } else if (backticks) {
      endParagraph();
      openingCodeFence = backticks;
    } else if (line.trim() === '') endParagraph();
    else paragraphLines.push(line);
  }
  endParagraph();
  return blankedParagraphs.join('\n');
}

function blankCodeSpans(paragraph: string): string {
  const backtickRuns = [...paragraph.matchAll(BACKTICK_RUN_PATTERN)].map(({ 0: { length }, index }) => ({
    index,
    length,
  }));
  const codeSpanEnds = findEndsOfNextRunsOfSameLength(backtickRuns);
  let textWithoutCode = '';
  let lastCodeSpanEnd = 0;
  for (const [n, run] of backtickRuns.entries()) {
    const codeSpanEnd = codeSpanEnds[n];
    if (run.index < lastCodeSpanEnd || codeSpanEnd === undefined) continue;
    textWithoutCode += `${paragraph.slice(lastCodeSpanEnd, run.index)} `;
    lastCodeSpanEnd = codeSpanEnd;
  }
  return textWithoutCode + paragraph.slice(lastCodeSpanEnd);
}

/**
 * For each run of backticks, returns the end index of the next run of the same length; undefined if no later run has
 * that length.
 */
function findEndsOfNextRunsOfSameLength(
  runs: readonly { index: number; length: number }[],
): (number | undefined)[] {
  const nextRunEndByLength = new Map<number, number>();
  const nextRunEnds: (number | undefined)[] = [];
  for (let n = runs.length - 1; n >= 0; n -= 1) {
    const { index, length } = runs[n] as { index: number; length: number };
    nextRunEnds[n] = nextRunEndByLength.get(length);
    nextRunEndByLength.set(length, index + length);
  }
  return nextRunEnds;
}
