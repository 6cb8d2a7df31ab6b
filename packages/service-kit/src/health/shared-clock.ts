import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import { repeatEvery, withTimeout } from '../waiting.ts';

/**
 * The largest acceptable difference between two clocks. The clocks of healthy machines differ by far less. Token
 * validation tolerates the same difference (AUTH-2).
 */
export const MAX_CLOCK_SKEW_MS = 30_000;
const OFFSET_MEASUREMENT_INTERVAL_MS = 10_000;
/**
 * The maximum round-trip time of a measurement. Slower measurements are discarded, because a measurement can be wrong
 * by half of its round-trip time.
 */
const MAX_ROUND_TRIP_MS = 2_000;

interface SharedClockOptions {
  /** The name of the server that provides the shared time, such as "PostgreSQL". Appears in log messages. */
  readonly source: string;
  /** Returns the source's time in Unix ms; undefined if the source cannot provide the time. */
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
 * A clock that all machines share (AUTH-2). It measures the offset between this machine's clock and the source's clock,
 * and returns the source's time. Before the first successful measurement, it returns this machine's time.
 *
 * Use this clock for decisions that involve a time that another machine wrote. If the offset is too large, an error is
 * logged and `check` throws, so that an operator can correct the wrong clock.
 */
export class SharedClock {
  readonly #options: SharedClockOptions;
  #offsetMs = 0;
  #isSkewed = false;

  constructor(options: SharedClockOptions) {
    this.#options = options;
  }

  /** Returns the source's time in Unix ms. */
  now = (): number => Date.now() + this.#offsetMs;

  /** Throws if the offset between this machine's clock and the source's clock exceeds `MAX_CLOCK_SKEW_MS`. */
  check(): void {
    if (this.#isSkewed) throw new ClockSkewError(`${this.#describeSkew()}. Correct the clock that is wrong.`);
  }

  /**
   * Measures the offset between this machine's clock and the source's clock. Never rejects. After a failure, the
   * previous offset stays in use.
   */
  async measure(): Promise<void> {
    const { read, logger, source } = this.#options;
    const startedAt = performance.now();
    try {
      const createTimeoutError = () =>
        new ClockSkewError(`${source} did not return its time within ${MAX_ROUND_TRIP_MS} ms`);
      const sourceTimeMs = await withTimeout(read(), MAX_ROUND_TRIP_MS, createTimeoutError);
      if (sourceTimeMs === undefined) return;
      const roundTripMs = performance.now() - startedAt;
      this.#recordOffset(Math.round(sourceTimeMs + roundTripMs / 2 - Date.now()));
    } catch (err) {
      logger.debug(
        { err, source },
        'Could not measure the offset of the clock. Keeping the previous offset.',
      );
    }
  }

  /** Measures the offset periodically until the returned object's `stop` is called. */
  start(): Stoppable {
    const { logger } = this.#options;
    return repeatEvery(OFFSET_MEASUREMENT_INTERVAL_MS, () => this.measure(), { logger, name: 'clock' });
  }

  #recordOffset(offsetMs: number): void {
    const { logger, source } = this.#options;
    this.#offsetMs = offsetMs;
    const wasSkewed = this.#isSkewed;
    this.#isSkewed = Math.abs(offsetMs) > MAX_CLOCK_SKEW_MS;
    if (this.#isSkewed && !wasSkewed) {
      const advice = `Correct the clock that is wrong. Until then, this service uses the time of ${source}.`;
      logger.error({ offsetMs, source }, `${this.#describeSkew()}. ${advice}`);
    } else if (wasSkewed && !this.#isSkewed) {
      logger.info({ offsetMs, source }, `The clock of this machine agrees with the clock of ${source} again`);
    }
  }

  #describeSkew(): string {
    const { source } = this.#options;
    const skewSeconds = Math.round(Math.abs(this.#offsetMs) / 1_000);
    const skewDirection = this.#offsetMs > 0 ? 'behind' : 'ahead of';
    return `The clock of this machine is ${skewSeconds} s ${skewDirection} the clock of ${source}`;
  }
}
