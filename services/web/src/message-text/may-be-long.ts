/** The number of lines that are shown of a long text. Must match `--clamp-lines` in `message-text.css`. */
const CLAMP_LINES = 18;
/** The fewest characters that can fill a line in the narrowest window. */
const MIN_LINE_LENGTH = 12;

/** Returns false if a text certainly fits into the lines that are shown of a long text. */
export function mayBeLong(text: string): boolean {
  const lines = text.split('\n');
  const lineCount = lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(line.length / MIN_LINE_LENGTH)),
    0,
  );
  // Blocks have margins between them, and code has smaller lines.
  return lineCount > CLAMP_LINES - 4;
}
