/**
 * Matches a line that begins a fenced code block. It also matches the line that ends the block, which has at least as
 * many backticks as the block's first line and, apart from white space, nothing else.
 */
const FENCE_PATTERN = /^ {0,3}(`{3,})([^`]*)$/;
const BACKTICK_RUN_PATTERN = /`+/g;
/**
 * Matches the rest of a web address: everything up to white space, an angle bracket, a quotation mark, a backtick, an
 * ellipsis, or Chinese or Japanese punctuation.
 */
const ADDRESS_CHARACTERS = '[^\\s<>"“”„‘’«»「」『』（）【】，。、；：！？…`]*';
/**
 * Matches web addresses such as `https://…`, `www.…`, and `example.com/…`. Each alternative begins at the start of a
 * word, so matching takes linear time.
 */
const WEB_ADDRESS_PATTERN = new RegExp(
  `(^|[^a-z0-9.+-])(?:[a-z][a-z0-9.+-]{0,31}://|mailto:|www\\.|(?:[a-z0-9-]{1,63}\\.)+[a-z]{2,63}(?::\\d{1,5})?/)${ADDRESS_CHARACTERS}`,
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
  const blocks: string[] = [];
  let paragraph: string[] = [];
  let fence = '';
  const endParagraph = () => {
    blocks.push(blankCodeSpans(paragraph.join('\n')));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    const [, backticks = '', info = ''] = FENCE_PATTERN.exec(line) ?? [];
    if (fence) {
      if (backticks.length >= fence.length && info.trim() === '') fence = '';
    } else if (backticks) {
      endParagraph();
      fence = backticks;
    } else if (line.trim() === '') endParagraph();
    else paragraph.push(line);
  }
  endParagraph();
  return blocks.join('\n');
}

function blankCodeSpans(paragraph: string): string {
  const runs = [...paragraph.matchAll(BACKTICK_RUN_PATTERN)].map(({ 0: { length }, index }) => ({
    index,
    length,
  }));
  const ends = findNextOfSameLength(runs);
  let textWithoutCode = '';
  let spanEnd = 0;
  for (const [n, run] of runs.entries()) {
    const end = ends[n];
    if (run.index < spanEnd || end === undefined) continue;
    textWithoutCode += `${paragraph.slice(spanEnd, run.index)} `;
    spanEnd = end;
  }
  return textWithoutCode + paragraph.slice(spanEnd);
}

/**
 * For each run of backticks, returns the end index of the next run of the same length; undefined if no later run has
 * that length.
 */
function findNextOfSameLength(runs: readonly { index: number; length: number }[]): (number | undefined)[] {
  const nextEnds = new Map<number, number>();
  const ends: (number | undefined)[] = [];
  for (let n = runs.length - 1; n >= 0; n -= 1) {
    const { index, length } = runs[n] as { index: number; length: number };
    ends[n] = nextEnds.get(length);
    nextEnds.set(length, index + length);
  }
  return ends;
}
