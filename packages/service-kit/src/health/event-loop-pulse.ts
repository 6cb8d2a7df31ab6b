const TICK_INTERVAL_MS = 1_000;
/**
 * A process counts as stuck if its event loop was blocked for longer than this. During the block, the process answers
 * neither requests nor health probes.
 */
const MAX_TOLERATED_BLOCK_MS = 5_000;

/**
 * Detects a blocked event loop with a timer, which ticks late if the loop is blocked. After the next punctual tick, the
 * loop no longer counts as blocked.
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
    setInterval(() => this.tick(), TICK_INTERVAL_MS).unref();
  }

  tick(): void {
    const now = this.#now();
    this.#late = now - this.#lastTick - TICK_INTERVAL_MS;
    this.#lastTick = now;
  }

  /** If the event loop was blocked for more than 5 s, returns a message that says for how long; otherwise undefined. */
  describeBlockedLoop(): string | undefined {
    const tickDelayMs = Math.max(this.#late, this.#now() - this.#lastTick - TICK_INTERVAL_MS);
    return tickDelayMs > MAX_TOLERATED_BLOCK_MS
      ? `the event loop was blocked for ${Math.round(tickDelayMs)} ms`
      : undefined;
  }
}
