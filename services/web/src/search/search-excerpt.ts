import type { SearchHit } from '@kcs/contracts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';

/** The maximum number of characters before the first match in an excerpt. */
const MAX_LENGTH_BEFORE_MATCH = 40;
/** The maximum length of an excerpt in characters. */
const MAX_EXCERPT_LENGTH = 240;

export interface ExcerptPart {
  readonly text: string;
  /** Whether the part matches a word of the search. */
  readonly isMatch: boolean;
}

/**
 * Returns the text around the first match in a message, split into parts that match the search and parts that do not.
 * An ellipsis stands for omitted text. `highlights` are the ranges of the matches, in order.
 */
export function createSearchExcerpt(
  content: string,
  highlights: SearchHit['highlights'],
): readonly ExcerptPart[] {
  const excerptStart = findExcerptStart(content, highlights[0]?.[0] ?? 0);
  const excerptEnd = findExcerptEnd(content, excerptStart);
  const excerptParts: ExcerptPart[] = [];
  const addExcerptPart = (from: number, to: number, isMatch: boolean) => {
    if (from < to) excerptParts.push({ text: replaceDirectionOverrides(content.slice(from, to)), isMatch });
  };
  if (excerptStart > 0) excerptParts.push({ text: '…', isMatch: false });
  let nextPartStart = excerptStart;
  for (const [from, to] of highlights) {
    if (from >= excerptEnd) break;
    addExcerptPart(nextPartStart, from, false);
    addExcerptPart(Math.max(from, nextPartStart), Math.min(to, excerptEnd), true);
    nextPartStart = Math.max(nextPartStart, Math.min(to, excerptEnd));
  }
  addExcerptPart(nextPartStart, excerptEnd, false);
  if (excerptEnd < content.length) excerptParts.push({ text: '…', isMatch: false });
  return excerptParts;
}

/**
 * Returns the start index of an excerpt: the start of a word shortly before the match, or the match itself if no word
 * starts there. Returns 0 if the match is near the beginning of the message.
 */
function findExcerptStart(content: string, match: number): number {
  if (match <= MAX_LENGTH_BEFORE_MATCH) return 0;
  const textBeforeMatch = content.slice(match - MAX_LENGTH_BEFORE_MATCH, match);
  const spaceIndex = textBeforeMatch.search(/\s\S/);
  return spaceIndex === -1 ? match : match - MAX_LENGTH_BEFORE_MATCH + spaceIndex + 1;
}

/** Returns the end index of an excerpt. The excerpt never ends within a surrogate pair. */
function findExcerptEnd(content: string, start: number): number {
  const excerptEnd = Math.min(start + MAX_EXCERPT_LENGTH, content.length);
  const splitsSurrogatePair =
    /[\ud800-\udbff]/.test(content.charAt(excerptEnd - 1)) && excerptEnd < content.length;
  return splitsSurrogatePair ? excerptEnd - 1 : excerptEnd;
}
