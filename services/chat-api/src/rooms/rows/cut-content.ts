import { LIMITS } from '@kcs/contracts';

export const MAX_EXCERPT_CODE_POINTS = LIMITS.LAST_MESSAGE_EXCERPT_CODE_POINTS;

const graphemeSegmenter = new Intl.Segmenter();

/**
 * Returns the longest prefix of the text that has at most 200 code points and does not end in the middle of a grapheme.
 * The text must have more than 200 code points, because only the code point after the cut shows whether a grapheme ends
 * there.
 */
export function cutContentToExcerpt(text: string): string {
  let excerptEnd = 0;
  let codePointCount = 0;
  for (const { segment } of graphemeSegmenter.segment(text)) {
    codePointCount += [...segment].length;
    if (codePointCount > MAX_EXCERPT_CODE_POINTS) break;
    excerptEnd += segment.length;
  }
  return text.slice(0, excerptEnd);
}
