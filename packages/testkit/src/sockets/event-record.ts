/** One event of a socket, as it arrived. */
export interface ReceivedEvent {
  readonly event: string;
  readonly payload: unknown;
}

interface Entry extends ReceivedEvent {
  readonly atMs: number;
  /** Whether `next` has returned it. */
  taken: boolean;
}

interface Waiter {
  fits(entry: Entry): boolean;
  /** Whether the matching entry belongs to this caller alone. */
  readonly take: boolean;
  resolve(entry: Entry): void;
  reject(error: unknown): void;
}

const SHOWN = 40;
const SHOWN_CHARS = 160;

/** Everything that arrived on one socket, in order. Also waits for events that have not arrived yet. */
export class EventRecord {
  readonly #entries: Entry[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #startedAt = performance.now();

  add(event: string, payload: unknown): void {
    const atMs = Math.round(performance.now() - this.#startedAt);
    this.#entries.push({ event, payload, atMs, taken: false });
    for (const waiter of [...this.#waiters]) this.#serve(waiter);
  }

  get entries(): readonly ReceivedEvent[] {
    return this.#entries;
  }

  all(event: string): unknown[] {
    return this.#entries.filter((entry) => entry.event === event).map(({ payload }) => payload);
  }

  /** Resolves with the payload of the oldest matching event that no earlier call has returned. */
  async next(event: string, fits: (payload: never) => boolean, ms: number): Promise<unknown> {
    return (await this.#find(event, (entry) => !entry.taken && fits(entry.payload as never), true, ms))
      .payload;
  }

  /** Resolves with the payload of the oldest matching event, whether or not `next` has returned it. */
  async first(event: string, fits: (payload: never) => boolean, ms: number): Promise<unknown> {
    return (await this.#find(event, (entry) => fits(entry.payload as never), false, ms)).payload;
  }

  describe(): string {
    const lines = this.#entries.slice(-SHOWN).map(({ event, payload, atMs, taken }) => {
      const text = JSON.stringify(payload) ?? '';
      return `  ${atMs} ms ${event}${taken ? ' (taken)' : ''} ${text.slice(0, SHOWN_CHARS)}`;
    });
    const left = this.#entries.length - lines.length;
    return [...(left > 0 ? [`  … ${left} earlier`] : []), ...lines].join('\n') || '  nothing';
  }

  async #find(event: string, fits: (entry: Entry) => boolean, take: boolean, ms: number): Promise<Entry> {
    // Created here, so that its stack trace names the caller and not the timer.
    const late = new Error(`No matching "${event}" within ${ms} ms`);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Entry>((resolve, reject) => {
        const waiter = {
          fits: (entry: Entry) => entry.event === event && fits(entry),
          take,
          resolve,
          reject,
        };
        timer = setTimeout(() => {
          this.#waiters.delete(waiter);
          late.message += `. Received:\n${this.describe()}`;
          reject(late);
        }, ms);
        this.#waiters.add(waiter);
        this.#serve(waiter);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Settles the waiter if an entry matches, or if its condition throws. */
  #serve(waiter: Waiter): void {
    try {
      const found = this.#entries.find((entry) => waiter.fits(entry));
      if (!found) return;
      this.#waiters.delete(waiter);
      if (waiter.take) found.taken = true;
      waiter.resolve(found);
    } catch (error) {
      this.#waiters.delete(waiter);
      waiter.reject(error);
    }
  }
}
