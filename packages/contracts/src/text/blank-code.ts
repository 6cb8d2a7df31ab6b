/**
 * Matches a line that begins a fenced code block. It also matches the line that ends the block. That line has at least
 * as many backticks as the block's first line and, otherwise, only white space.
 */
const CODE_FENCE_PATTERN = /^ {0,3}(`{3,})([^`]*)$/;
const BACKTICK_RUN_PATTERN = /`+/g;

/** Returns the text without its code blocks, and with a space in place of each code span. */
export function blankCode(text: string): string {
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
