/** A part of a message text. The part is a link if `href` is set, and plain text otherwise. */
interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS_PATTERN = /https?:\/\/[^\s<>"']+/g;
/** Punctuation at the end of a web address belongs to the sentence, not to the address. */
const TRAILING_PUNCTUATION = new Set('.,;:!?)]}');

/** Splits a text into plain parts and `http` or `https` links. The parts joined together equal the text. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS_PATTERN)) {
    const href = trimPunctuation(match[0]);
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/**
 * Removes the punctuation at the end of a web address. A regular expression would take quadratic time on a text full of
 * punctuation.
 */
function trimPunctuation(address: string): string {
  let end = address.length;
  while (TRAILING_PUNCTUATION.has(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}
