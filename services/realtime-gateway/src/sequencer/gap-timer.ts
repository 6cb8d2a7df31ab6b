/**
 * The age of a gap at which its repair starts. If the events have merely arrived in the wrong order, the gap closes
 * sooner.
 */
export const GAP_TIMEOUT_MS = 100;

/** The part of a room's sequence that shows whether the room has a gap. */
interface RoomSequenceState {
  readonly isBehind: boolean;
  readonly position: number | undefined;
}

/**
 * Watches one room for a gap. The age of a gap is the time since the room's position last advanced. Calls `onOverdue`
 * when the gap is `GAP_TIMEOUT_MS` old.
 */
export class GapTimer {
  readonly #source: RoomSequenceState;
  readonly #onOverdue: () => void;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #position: number | undefined;
  #stopped = false;

  constructor(source: RoomSequenceState, onOverdue: () => void) {
    this.#source = source;
    this.#onOverdue = onOverdue;
  }

  /** Starts, keeps, or clears the timer. Must be called after every change to the room's sequence. */
  watch(): void {
    const { isBehind, position } = this.#source;
    if (this.#stopped) return;
    if (!isBehind) {
      this.#position = undefined;
      this.#clear();
      return;
    }
    if (this.#position !== position) {
      this.#position = position;
      this.#since = performance.now();
    }
    if (this.#timer) return;
    const remainingGapTimeoutMs = Math.max(1, GAP_TIMEOUT_MS - (performance.now() - this.#since));
    this.#timer = setTimeout(() => this.#check(), remainingGapTimeoutMs);
    this.#timer.unref();
  }

  /** Resets the age of the gap to zero and keeps watching. */
  restart(): void {
    this.#position = undefined;
    this.watch();
  }

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
    if (!this.#source.isBehind) return;
    if (performance.now() - this.#since >= GAP_TIMEOUT_MS - 1) this.#onOverdue();
    else this.watch();
  }
}
