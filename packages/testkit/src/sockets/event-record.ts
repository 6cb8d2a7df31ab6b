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

interface EventWaiter {
  fits(entry: RecordedEvent): boolean;
  /** Whether a match marks the event as taken, so that no later call to `next` returns it. */
  readonly take: boolean;
  resolve(entry: RecordedEvent): void;
  reject(error: unknown): void;
}

const MAX_SHOWN_EVENTS = 40;
const MAX_SHOWN_PAYLOAD_CHARS = 160;

/** Records everything that one socket receives, in order of arrival, and waits for events that have not arrived yet. */
export class EventRecorder {
  readonly #entries: RecordedEvent[] = [];
  readonly #waiters = new Set<EventWaiter>();
  readonly #startedAt = performance.now();

  add(event: string, payload: unknown): void {
    const receivedAfterMs = Math.round(performance.now() - this.#startedAt);
    this.#entries.push({ event, payload, atMs: receivedAfterMs, taken: false });
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
    const eventLines = this.#entries.slice(-MAX_SHOWN_EVENTS).map(({ event, payload, atMs, taken }) => {
      const payloadText = JSON.stringify(payload) ?? '';
      return `  ${atMs} ms ${event}${taken ? ' (taken)' : ''} ${payloadText.slice(0, MAX_SHOWN_PAYLOAD_CHARS)}`;
    });
    const hiddenEventCount = this.#entries.length - eventLines.length;
    return (
      [...(hiddenEventCount > 0 ? [`  … ${hiddenEventCount} earlier`] : []), ...eventLines].join('\n') ||
      '  nothing'
    );
  }

  async #find(
    event: string,
    fits: (entry: RecordedEvent) => boolean,
    take: boolean,
    ms: number,
  ): Promise<RecordedEvent> {
    // Create the error before waiting, so that its stack trace shows the caller instead of the timer.
    const timeoutError = new Error(`No matching "${event}" event within ${ms} ms`);
    let timeoutTimer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<RecordedEvent>((resolve, reject) => {
        const waiter = {
          fits: (entry: RecordedEvent) => entry.event === event && fits(entry),
          take,
          resolve,
          reject,
        };
        timeoutTimer = setTimeout(() => {
          this.#waiters.delete(waiter);
          timeoutError.message += `. Received:\n${this.describe()}`;
          reject(timeoutError);
        }, ms);
        this.#waiters.add(waiter);
        this.#settleWaiters(waiter);
      });
    } finally {
      clearTimeout(timeoutTimer);
    }
  }

  /** Resolves a waiting call if an event matches its condition. Rejects the call if the condition throws. */
  #settleWaiters(waiter: EventWaiter): void {
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
