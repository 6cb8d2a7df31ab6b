import { foldText } from '@kcs/contracts';
import { foldWithPositions } from './fold-with-positions.ts';

/**
 * The start and end of a range in a text. Like JavaScript string indexes, they count UTF-16 code units. The end is
 * exclusive.
 */
export type TextRange = readonly [start: number, end: number];
const MAX_HIGHLIGHTS = 100;

/**
 * Returns the ranges of `content` that match one of the words, in order and without overlaps. Returns at most 100
 * ranges. Words match by their folded form, as in a search. For example, `strasse` matches all of "Straße".
 */
export function findHighlights(
  content: string,
  words: readonly { readonly text: string; readonly atStart: boolean }[],
): TextRange[] {
  const { folded, starts, ends } = foldWithPositions(content);
  const highlightRanges: TextRange[] = [];
  for (const { text, atStart } of words) {
    const foldedWord = foldText(text).trim().replace(/ +/g, ' ');
    if (foldedWord === '') continue;
    for (let at = folded.indexOf(foldedWord); at >= 0 && highlightRanges.length < MAX_HIGHLIGHTS; ) {
      const lastMatchedUnitIndex = at + foldedWord.length - 1;
      const highlightStart = starts[at];
      const highlightEnd = ends[lastMatchedUnitIndex];
      if (highlightStart !== undefined && highlightEnd !== undefined && (!atStart || isWordStart(folded, at)))
        highlightRanges.push([highlightStart, highlightEnd]);
      at = folded.indexOf(foldedWord, lastMatchedUnitIndex + 1);
    }
  }
  return mergeTextRanges(highlightRanges);
}

function isWordStart(folded: string, at: number): boolean {
  return !/[\p{L}\p{N}]$/u.test(folded.slice(Math.max(0, at - 2), at));
}

function mergeTextRanges(ranges: readonly TextRange[]): TextRange[] {
  const mergedRanges: [start: number, end: number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const lastMergedRange = mergedRanges.at(-1);
    if (lastMergedRange && start <= lastMergedRange[1])
      lastMergedRange[1] = Math.max(lastMergedRange[1], end);
    else mergedRanges.push([start, end]);
  }
  return mergedRanges;
}
