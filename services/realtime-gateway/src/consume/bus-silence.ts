/**
 * How long the bus may be silent before consuming counts as broken. While no events arrive, the bus sends a heartbeat
 * every 2 s. The client library needs up to 8 s to replace a pull request that the bus has lost.
 */
const MAX_BUS_SILENCE_MS = 10_000;

/** Measures for how long the bus has sent neither an event nor a heartbeat to the consumer. */
export class BusSilenceWatch {
  readonly #elapsedMs: () => number;
  #lastSignAt: number;

  /** `elapsedMs` returns the time of a monotonic clock in milliseconds. */
  constructor(elapsedMs: () => number = () => performance.now()) {
    this.#elapsedMs = elapsedMs;
    this.#lastSignAt = elapsedMs();
  }

  /** Ends the silence. Called for each event and heartbeat, and when consuming begins. */
  end(): void {
    this.#lastSignAt = this.#elapsedMs();
  }

  /** Throws an error if the silence is too long. `cause` is the last error of the consumer, if there is one. */
  check(cause?: unknown): void {
    const silenceMs = this.#elapsedMs() - this.#lastSignAt;
    if (silenceMs <= MAX_BUS_SILENCE_MS) return;
    const causeSuffix = cause instanceof Error ? `: ${cause.message}` : '';
    throw new Error(
      `no room event or heartbeat from JetStream for ${Math.round(silenceMs / 1_000)} s${causeSuffix}`,
      {
        cause,
      },
    );
  }
}
