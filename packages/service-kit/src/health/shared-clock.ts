import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import { every, withTimeout } from '../waiting.ts';

/** Clocks of healthy machines differ by far less. Tokens are accepted with the same skew (AUTH-2). */
export const MAX_CLOCK_SKEW_MS = 30_000;
const MEASURE_INTERVAL_MS = 10_000;
/** A measurement is wrong by at most half of its round trip, so slower ones are discarded. */
const MAX_ROUND_TRIP_MS = 2_000;

interface SharedClockOptions {
  /** Whose clock all replicas share, for messages, such as "PostgreSQL". */
  readonly source: string;
  /** Returns the source's time in ms; undefined if the source does not tell it. */
  readonly read: () => Promise<number | undefined>;
  readonly logger: Logger;
}

class ClockSkewError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ClockSkewError';
  }
}

/**
 * One clock for all machines (AUTH-2). It measures how far this machine's clock is from the source's, and returns the
 * source's time. Until the first measurement succeeds, it returns this machine's time.
 *
 * Use it wherever a time that another machine wrote decides something. If the difference is too large, an error is
 * logged and `check` throws, so that an operator can correct the wrong clock.
 */
export class SharedClock {
  readonly #options: SharedClockOptions;
  #offsetMs = 0;
  #isOff = false;

  constructor(options: SharedClockOptions) {
    this.#options = options;
  }

  /** Returns the source's time in Unix ms. */
  now = (): number => Date.now() + this.#offsetMs;

  /** Throws if this machine's clock and the source's differ by more than `MAX_CLOCK_SKEW_MS`. */
  check(): void {
    if (this.#isOff) throw new ClockSkewError(`${this.#describe()}. Correct the clock that is wrong`);
  }

  /** Measures the difference. Never rejects. After a failure, the last difference stays in use. */
  async measure(): Promise<void> {
    const { read, logger, source } = this.#options;
    const startedAt = performance.now();
    try {
      const late = () => new ClockSkewError(`${source} did not tell the time within ${MAX_ROUND_TRIP_MS} ms`);
      const sourceMs = await withTimeout(read(), MAX_ROUND_TRIP_MS, late);
      if (sourceMs === undefined) return;
      const roundTripMs = performance.now() - startedAt;
      this.#observe(Math.round(sourceMs + roundTripMs / 2 - Date.now()));
    } catch (err) {
      logger.debug({ err, source }, 'Could not measure the difference between two clocks');
    }
  }

  /** Repeats the measurement until it is stopped. */
  start(): Stoppable {
    const { logger } = this.#options;
    return every(MEASURE_INTERVAL_MS, () => this.measure(), { logger, name: 'clock' });
  }

  #observe(offsetMs: number): void {
    const { logger, source } = this.#options;
    this.#offsetMs = offsetMs;
    const wasOff = this.#isOff;
    this.#isOff = Math.abs(offsetMs) > MAX_CLOCK_SKEW_MS;
    if (this.#isOff && !wasOff) {
      const advice = `Correct the clock that is wrong. Until then, this service uses the time of ${source}.`;
      logger.error({ offsetMs, source }, `${this.#describe()}. ${advice}`);
    } else if (wasOff && !this.#isOff) {
      logger.info({ offsetMs, source }, `The clock of this machine agrees with that of ${source} again`);
    }
  }

  #describe(): string {
    const { source } = this.#options;
    const seconds = Math.round(Math.abs(this.#offsetMs) / 1_000);
    const direction = this.#offsetMs > 0 ? 'behind' : 'ahead of';
    return `The clock of this machine is ${seconds} s ${direction} that of ${source}`;
  }
}
