/** The age at which a gap is repaired. Gaps between events that only arrive in the wrong order close sooner. */
export const GAP_MS = 100;

/** The part of a room's sequence that reveals a gap. */
interface GapSource {
  readonly behind: boolean;
  readonly position: number | undefined;
}

/**
 * Watches one room for a gap, with at most one timer. The age of a gap counts from the moment when the position stopped
 * before it. Calls `onOverdue` when the gap is `GAP_MS` old.
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

  /** Call it after every change of the room. Starts, keeps or ends the timer. */
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
    const left = Math.max(1, GAP_MS - (performance.now() - this.#since));
    this.#timer = setTimeout(() => this.#check(), left);
    this.#timer.unref();
  }

  /** Restarts the age of the gap at zero, and watches it again. */
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
    if (performance.now() - this.#since >= GAP_MS - 1) this.#onOverdue();
    else this.watch();
  }
}
