/** The number of visible lines of a collapsed long text. Must match `--clamp-lines` in `message-text.css`. */
const CLAMP_LINES = 18;
/** The smallest number of characters that fill a line in the narrowest supported window. */
const MIN_LINE_LENGTH = 12;

/**
 * Returns whether a text may need more lines than a collapsed text shows. The result is an estimate that never misses a
 * long text.
 */
export function mayBeLong(text: string): boolean {
  const lines = text.split('\n');
  const lineCount = lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(line.length / MIN_LINE_LENGTH)),
    0,
  );
  // Subtract four lines as a reserve for the margins between paragraphs and code blocks.
  return lineCount > CLAMP_LINES - 4;
}
