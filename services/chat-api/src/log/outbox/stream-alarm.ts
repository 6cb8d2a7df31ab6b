import type { Logger } from '@kcs/service-kit';

/**
 * After this time without an answer, the stream counts as silent. A wiped stream is recreated within a second, so it
 * does not count as silent.
 */
const MIN_SILENCE_MS = 3_000;
/**
 * After this time without a refused event, the alarm about refusals ends. Ending it sooner would make it come and go,
 * because a nearly full stream accepts some events and refuses others.
 */
const MIN_TIME_WITHOUT_REFUSAL_MS = 5_000;

class StreamAlarmError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StreamError';
  }
}

/**
 * Remembers why the stream refuses room events or does not answer, so that the readiness check can state the cause.
 * When refusals begin and when they end, writes one line to the program's log.
 */
export class StreamAlarm {
  readonly #logger: Logger;
  readonly #now: () => number;
  #refusal: { readonly reason: string; readonly at: number } | undefined;
  #outage: { readonly reason: string; readonly since: number } | undefined;

  constructor(logger: Logger, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * Call this when the stream refuses an event for a reason that affects all events, for example because it is full.
   */
  reportRefusal(reason: string): void {
    if (!this.#refusal)
      this.#logger.error(
        { reason },
        'The stream refuses room events. Holding the events back until the stream accepts them. Raise its limits or free space.',
      );
    this.#refusal = { reason, at: this.#now() };
  }

  /** Call this when the stream does not answer although NATS is connected. */
  reportSilence(reason: string): void {
    this.#outage ??= { reason, since: this.#now() };
  }

  /** Call this when the stream answers. */
  reportAnswer(): void {
    this.#outage = undefined;
  }

  /**
   * Ends the alarm about refusals if the stream last refused an event at least 5 s ago. Call this after a sweep in
   * which the stream refused no events.
   */
  endRefusalIfQuiet(): void {
    if (!this.#refusal || this.#now() - this.#refusal.at < MIN_TIME_WITHOUT_REFUSAL_MS) return;
    this.#refusal = undefined;
    this.#logger.info('The stream accepts room events again. Publishing the events that were held back.');
  }

  /** While the stream refuses events, throws an error that states the cause. */
  checkAccepting(): void {
    if (this.#refusal)
      throw new StreamAlarmError(
        `the stream refuses room events: ${this.#refusal.reason}. Raise its limits or free space.`,
      );
  }

  /** Whether the stream has been silent for at least 3 s. */
  get isSilent(): boolean {
    return this.#outage !== undefined && this.#now() - this.#outage.since >= MIN_SILENCE_MS;
  }

  /** If the stream has been silent for at least 3 s, throws an error that states the cause. */
  checkAnswering(): void {
    if (this.isSilent)
      throw new StreamAlarmError(`the stream for room events does not answer: ${this.#outage?.reason}`);
  }
}
