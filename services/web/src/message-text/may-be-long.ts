/** The number of visible lines of a collapsed long text. Must match `--clamp-lines` in `message-text.css`. */
const CLAMPED_LINE_COUNT = 18;
/** A line in the narrowest supported window holds at least this many characters. */
const MIN_CHARACTERS_PER_LINE = 12;

/**
 * Returns whether a text may need more lines than a collapsed text shows. This estimate may return true for a text that
 * needs fewer lines, but never returns false for a text that needs more.
 */
export function mayNeedClamping(text: string): boolean {
  const lines = text.split('\n');
  const estimatedLineCount = lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(line.length / MIN_CHARACTERS_PER_LINE)),
    0,
  );
  // Subtract four lines to allow for the margins between paragraphs and code blocks.
  return estimatedLineCount > CLAMPED_LINE_COUNT - 4;
}
