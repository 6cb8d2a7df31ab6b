/** Characters that reverse or embed text in spite of the letters around them. */
const OVERRIDES = /[\u202a-\u202e]/gu;
const ISOLATES = /[\u2066-\u2069]/gu;
/** Right-to-left letters and the controls of the bidirectional algorithm. */
const NEEDS_ISOLATION =
  /[\u0590-\u08ff\u200e\u200f\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Returns the text with a replacement character in place of each override of the text direction. Without the overrides,
 * a text cannot pretend to be another one, as `a\u202egnp.exe` pretends to be `aexe.png`.
 */
export const showOverrides = (text: string): string => text.replace(OVERRIDES, '\ufffd');

/**
 * Returns a name for a sentence that is plain text, such as a tooltip. The direction of the name does not affect the
 * rest of the sentence. In elements, use `PersonName` or `<bdi>` instead.
 */
export function isolated(name: string): string {
  const shown = showOverrides(name);
  return NEEDS_ISOLATION.test(shown) ? `\u2068${shown.replace(ISOLATES, '')}\u2069` : shown;
}
