interface RepeatLimitOptions {
  /** The maximum number of lines with the same message in one window. */
  readonly maxLines?: number;
  readonly windowMs?: number;
  /** Called at the end of a window in which lines were left out, with the number of these lines. */
  readonly onLeftOut: (message: string, count: number) => void;
}

const DEFAULT_MAX_LINES = 20;
const DEFAULT_WINDOW_MS = 60_000;
/** Maximum number of messages that are counted at a time. Lines with further messages are always written. */
const MAX_COUNTED_MESSAGES = 1_000;

/**
 * Limits how often the same log message is written, so that a fault that fails thousands of requests does not push
 * older lines out of the log. A window starts with the first line that has a message. By default, a window lasts one
 * minute and has 20 lines.
 */
export class RepeatLimit {
  readonly #maxLines: number;
  readonly #windowMs: number;
  readonly #onLeftOut: RepeatLimitOptions['onLeftOut'];
  /** The number of lines in the current window of each message. */
  readonly #lineCounts = new Map<string, number>();

  constructor({ maxLines = DEFAULT_MAX_LINES, windowMs = DEFAULT_WINDOW_MS, onLeftOut }: RepeatLimitOptions) {
    this.#maxLines = maxLines;
    this.#windowMs = windowMs;
    this.#onLeftOut = onLeftOut;
  }

  /** Counts one line with the message. Returns whether the line may be written. */
  admit(message: string): boolean {
    const lineCount = this.#lineCounts.get(message);
    if (lineCount === undefined) {
      this.#startWindow(message);
      return true;
    }
    this.#lineCounts.set(message, lineCount + 1);
    return lineCount < this.#maxLines;
  }

  #startWindow(message: string): void {
    if (this.#lineCounts.size >= MAX_COUNTED_MESSAGES) return;
    this.#lineCounts.set(message, 1);
    setTimeout(() => this.#endWindow(message), this.#windowMs).unref();
  }

  #endWindow(message: string): void {
    const leftOutCount = (this.#lineCounts.get(message) ?? 0) - this.#maxLines;
    this.#lineCounts.delete(message);
    if (leftOutCount > 0) this.#onLeftOut(message, leftOutCount);
  }
}
