import { foldText } from '@kcs/contracts';

/**
 * The start and end of a range in a text. Like JavaScript string indexes, they count UTF-16 code units. The end is
 * exclusive.
 */
export type TextRange = readonly [start: number, end: number];

/**
 * Matches a character with the combining marks and invisible characters that follow it. Folding never merges two of
 * these clusters.
 */
const CHARACTER_CLUSTER = /(?:\P{M}[\p{M}\p{Default_Ignorable_Code_Point}]*|\p{M}+)/gu;
const MAX_RANGES = 100;

/**
 * Returns the ranges of `content` that match one of the words, in order and without overlaps. Returns at most 100
 * ranges. Words match by their folded form, as in a search. For example, `strasse` matches all of "Straße".
 */
export function findHighlights(
  content: string,
  words: readonly { readonly text: string; readonly atStart: boolean }[],
): TextRange[] {
  const { folded, starts, ends } = foldWithPositions(content);
  const ranges: TextRange[] = [];
  for (const { text, atStart } of words) {
    const foldedWord = foldText(text).trim().replace(/ +/g, ' ');
    if (foldedWord === '') continue;
    for (let at = folded.indexOf(foldedWord); at >= 0 && ranges.length < MAX_RANGES; ) {
      const lastUnit = at + foldedWord.length - 1;
      const start = starts[at];
      const end = ends[lastUnit];
      if (start !== undefined && end !== undefined && (!atStart || isWordStart(folded, at)))
        ranges.push([start, end]);
      at = folded.indexOf(foldedWord, lastUnit + 1);
    }
  }
  return mergeRanges(ranges);
}

/**
 * Folds a text. For each code unit of the folded text, also returns the start and end of the cluster in `content` from
 * which this code unit comes.
 */
function foldWithPositions(content: string): { folded: string; starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let foldedText = '';
  for (const { 0: cluster, index } of content.matchAll(CHARACTER_CLUSTER)) {
    let foldedCluster = foldText(cluster);
    // Treat several spaces as one space, as the search index does.
    if (foldedCluster === ' ' && foldedText.endsWith(' ')) foldedCluster = '';
    for (let unit = 0; unit < foldedCluster.length; unit++) {
      starts.push(index);
      ends.push(index + cluster.length);
    }
    foldedText += foldedCluster;
  }
  return { folded: foldedText, starts, ends };
}

function isWordStart(folded: string, at: number): boolean {
  return !/[\p{L}\p{N}]$/u.test(folded.slice(Math.max(0, at - 2), at));
}

function mergeRanges(ranges: readonly TextRange[]): TextRange[] {
  const mergedRanges: [start: number, end: number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const lastRange = mergedRanges.at(-1);
    if (lastRange && start <= lastRange[1]) lastRange[1] = Math.max(lastRange[1], end);
    else mergedRanges.push([start, end]);
  }
  return mergedRanges;
}
