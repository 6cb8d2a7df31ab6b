/** Matches control characters that override or embed a text direction. */
const OVERRIDES = /[\u202a-\u202e]/gu;
const ISOLATES = /[\u2066-\u2069]/gu;
/** Matches right-to-left letters and the control characters of the bidirectional algorithm. */
const NEEDS_ISOLATION =
  /[\u0590-\u08ff\u200e\u200f\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Replaces each character that overrides the text direction with a visible replacement character. Otherwise, a file
 * name such as `a\u202egnp.exe` would look like `aexe.png`.
 */
export const showOverrides = (text: string): string => text.replace(OVERRIDES, '\ufffd');

/**
 * Returns a name for use in plain text, such as a tooltip. Adds control characters if the text direction of the name
 * could affect the rest of the sentence. In React elements, use `PersonName` or `<bdi>` instead.
 */
export function isolated(name: string): string {
  const shown = showOverrides(name);
  return NEEDS_ISOLATION.test(shown) ? `\u2068${shown.replace(ISOLATES, '')}\u2069` : shown;
}
