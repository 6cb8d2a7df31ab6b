/** One event that a socket received. */
export interface ReceivedEvent {
  readonly event: string;
  readonly payload: unknown;
}

interface RecordedEvent extends ReceivedEvent {
  readonly atMs: number;
  /** Whether a call to `next` has already returned this event. */
  taken: boolean;
}

interface Waiter {
  fits(entry: RecordedEvent): boolean;
  /** Whether a match marks the event as taken, so that no later call to `next` returns it. */
  readonly take: boolean;
  resolve(entry: RecordedEvent): void;
  reject(error: unknown): void;
}

const MAX_SHOWN_EVENTS = 40;
const MAX_SHOWN_PAYLOAD_CHARS = 160;

/** Records everything that one socket receives, in order of arrival, and waits for events that have not arrived yet. */
export class EventRecord {
  readonly #entries: RecordedEvent[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #startedAt = performance.now();

  add(event: string, payload: unknown): void {
    const atMs = Math.round(performance.now() - this.#startedAt);
    this.#entries.push({ event, payload, atMs, taken: false });
    for (const waiter of [...this.#waiters]) this.#settleWaiters(waiter);
  }

  get entries(): readonly ReceivedEvent[] {
    return this.#entries;
  }

  all(event: string): unknown[] {
    return this.#entries.filter((entry) => entry.event === event).map(({ payload }) => payload);
  }

  /**
   * Resolves with the payload of the oldest matching event that no earlier `next` call has returned. Rejects if none
   * arrives within `ms` milliseconds.
   */
  async next(event: string, fits: (payload: never) => boolean, ms: number): Promise<unknown> {
    return (await this.#find(event, (entry) => !entry.taken && fits(entry.payload as never), true, ms))
      .payload;
  }

  /**
   * Resolves with the payload of the oldest matching event, even if `next` has returned it. Rejects if none arrives
   * within `ms` milliseconds.
   */
  async first(event: string, fits: (payload: never) => boolean, ms: number): Promise<unknown> {
    return (await this.#find(event, (entry) => fits(entry.payload as never), false, ms)).payload;
  }

  describe(): string {
    const lines = this.#entries.slice(-MAX_SHOWN_EVENTS).map(({ event, payload, atMs, taken }) => {
      const payloadText = JSON.stringify(payload) ?? '';
      return `  ${atMs} ms ${event}${taken ? ' (taken)' : ''} ${payloadText.slice(0, MAX_SHOWN_PAYLOAD_CHARS)}`;
    });
    const hiddenCount = this.#entries.length - lines.length;
    return [...(hiddenCount > 0 ? [`  … ${hiddenCount} earlier`] : []), ...lines].join('\n') || '  nothing';
  }

  async #find(
    event: string,
    fits: (entry: RecordedEvent) => boolean,
    take: boolean,
    ms: number,
  ): Promise<RecordedEvent> {
    // Create the error before waiting, so that its stack trace shows the caller instead of the timer.
    const timeoutError = new Error(`No matching "${event}" event within ${ms} ms`);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<RecordedEvent>((resolve, reject) => {
        const waiter = {
          fits: (entry: RecordedEvent) => entry.event === event && fits(entry),
          take,
          resolve,
          reject,
        };
        timer = setTimeout(() => {
          this.#waiters.delete(waiter);
          timeoutError.message += `. Received:\n${this.describe()}`;
          reject(timeoutError);
        }, ms);
        this.#waiters.add(waiter);
        this.#settleWaiters(waiter);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves a waiting call if an event matches its condition. Rejects the call if the condition throws. */
  #settleWaiters(waiter: Waiter): void {
    try {
      const matchingEvent = this.#entries.find((entry) => waiter.fits(entry));
      if (!matchingEvent) return;
      this.#waiters.delete(waiter);
      if (waiter.take) matchingEvent.taken = true;
      waiter.resolve(matchingEvent);
    } catch (error) {
      this.#waiters.delete(waiter);
      waiter.reject(error);
    }
  }
}
