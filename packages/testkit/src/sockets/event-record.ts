interface Entry {
  readonly event: string;
  readonly payload: unknown;
  readonly atMs: number;
  taken: boolean;
}

const SHOWN = 40;
const SHOWN_CHARS = 160;

/** Everything that came over one socket, in order, with waiting for what is still to come. */
export class EventRecord {
  readonly #entries: Entry[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #startedAt = performance.now();

  add(event: string, payload: unknown): void {
    this.#entries.push({
      event,
      payload,
      atMs: Math.round(performance.now() - this.#startedAt),
      taken: false,
    });
    for (const look of [...this.#waiting]) look();
  }

  all(event: string): unknown[] {
    return this.#entries.filter((entry) => entry.event === event).map(({ payload }) => payload);
  }

  /** The oldest fitting one that no call got before, come already or yet to come. */
  next(event: string, fits: (payload: never) => boolean, ms: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        act();
      };
      const look = () => {
        try {
          const found = this.#entries.find((e) => e.event === event && !e.taken && fits(e.payload as never));
          if (!found) return;
          found.taken = true;
          settle(() => resolve(found.payload));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const late = new Error(`no fitting "${event}" within ${ms} ms`);
      const timer = setTimeout(() => {
        late.message += `; received:\n${this.describe()}`;
        settle(() => reject(late));
      }, ms);
      this.#waiting.add(look);
      look();
    });
  }

  describe(): string {
    const lines = this.#entries.slice(-SHOWN).map(({ event, payload, atMs, taken }) => {
      const text = JSON.stringify(payload) ?? '';
      return `  ${atMs} ms ${event}${taken ? ' (taken)' : ''} ${text.slice(0, SHOWN_CHARS)}`;
    });
    const left = this.#entries.length - lines.length;
    return [...(left > 0 ? [`  … ${left} before`] : []), ...lines].join('\n') || '  nothing';
  }
}
