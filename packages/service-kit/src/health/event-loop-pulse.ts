const TICK_MS = 1_000;
/**
 * An event loop that was blocked this long makes the process count as stuck. All timeouts of the process have then
 * passed, and health probes get no answer during the block.
 */
const BLOCKED_AFTER_MS = 5_000;

/**
 * Detects a blocked event loop: a timer ticks late while the loop is blocked. The next punctual tick ends the
 * detection.
 */
export class EventLoopPulse {
  readonly #now: () => number;
  #lastTick: number;
  #late = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#lastTick = now();
  }

  start(): void {
    setInterval(() => this.tick(), TICK_MS).unref();
  }

  tick(): void {
    const now = this.#now();
    this.#late = now - this.#lastTick - TICK_MS;
    this.#lastTick = now;
  }

  /** Returns a message that says how long the event loop was blocked; undefined if it was not blocked. */
  describeBlockedLoop(): string | undefined {
    const late = Math.max(this.#late, this.#now() - this.#lastTick - TICK_MS);
    return late > BLOCKED_AFTER_MS ? `the event loop was blocked for ${Math.round(late)} ms` : undefined;
  }
}
