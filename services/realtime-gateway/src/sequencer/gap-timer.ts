/** Age at which a gap is repaired. Gaps between events that merely arrived in the wrong order close sooner. */
export const GAP_TIMEOUT_MS = 100;

/** The part of a room's sequence that shows whether the room has a gap. */
interface GapSource {
  readonly behind: boolean;
  readonly position: number | undefined;
}

/**
 * Watches one room for a gap, with at most one timer. A gap's age is measured from the moment when the room's position
 * stopped advancing. Calls `onOverdue` when the gap is `GAP_TIMEOUT_MS` old.
 */
export class GapTimer {
  readonly #source: GapSource;
  readonly #onOverdue: () => void;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #position: number | undefined;
  #stopped = false;

  constructor(source: GapSource, onOverdue: () => void) {
    this.#source = source;
    this.#onOverdue = onOverdue;
  }

  /** Starts, keeps, or clears the timer. Call this after every change of the room's sequence. */
  watch(): void {
    const { behind, position } = this.#source;
    if (this.#stopped) return;
    if (!behind) {
      this.#position = undefined;
      this.#clear();
      return;
    }
    if (this.#position !== position) {
      this.#position = position;
      this.#since = performance.now();
    }
    if (this.#timer) return;
    const remainingMs = Math.max(1, GAP_TIMEOUT_MS - (performance.now() - this.#since));
    this.#timer = setTimeout(() => this.#check(), remainingMs);
    this.#timer.unref();
  }

  /** Resets the age of the gap to zero and continues to watch it. */
  restart(): void {
    this.#position = undefined;
    this.watch();
  }

  /** Stops watching, because the room is closed. */
  stop(): void {
    this.#stopped = true;
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    this.#timer = undefined;
    if (!this.#source.behind) return;
    if (performance.now() - this.#since >= GAP_TIMEOUT_MS - 1) this.#onOverdue();
    else this.watch();
  }
}
