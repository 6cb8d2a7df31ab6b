/** Matches control characters that override or embed a text direction. */
const DIRECTION_OVERRIDE_PATTERN = /[\u202a-\u202e]/gu;
const DIRECTION_ISOLATE_PATTERN = /[\u2066-\u2069]/gu;
/** Matches right-to-left letters and the control characters of the bidirectional algorithm. */
const BIDIRECTIONAL_CHARACTER_PATTERN =
  /[\u0590-\u08ff\u200e\u200f\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Replaces each character that overrides the text direction with a visible replacement character. Otherwise, a file
 * name such as `a\u202egnp.exe` would look like `aexe.png`.
 */
export const replaceDirectionOverrides = (text: string): string =>
  text.replace(DIRECTION_OVERRIDE_PATTERN, '\ufffd');

/**
 * Returns a name for use in plain text, such as a tooltip. Wraps the name in bidi isolates if its text direction could
 * affect the rest of the sentence. In React elements, use `PersonName` or `<bdi>` instead.
 */
export function isolateDirection(name: string): string {
  const nameWithoutOverrides = replaceDirectionOverrides(name);
  return BIDIRECTIONAL_CHARACTER_PATTERN.test(nameWithoutOverrides)
    ? `\u2068${nameWithoutOverrides.replace(DIRECTION_ISOLATE_PATTERN, '')}\u2069`
    : nameWithoutOverrides;
}
