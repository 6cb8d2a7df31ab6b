/** At most one update of a user in a room is passed on in this time (protocol §3). */
const PACE_MS = 1_000;

interface Pace {
  /** What was passed on last, and when. */
  shown: boolean;
  shownAt: number;
  /** What came since and waits for the second to be over. */
  waiting: boolean | undefined;
  /** When a shown `true` ends by itself. */
  endsAt: number;
}

/**
 * The typing rule as values: for each key at most one update a second, of what comes sooner the latest state when the
 * second is over; a `true` ends by itself `ttlMs` after the last one. A `false` is never lost: it is passed on now or
 * at the end of the second.
 */
export class TypingPacer {
  readonly #ttlMs: number;
  readonly #paces = new Map<string, Pace>();

  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /** Whether anything is kept under this key: it is not once a shown `false` is a second old. */
  has(key: string): boolean {
    return this.#paces.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#paces.keys();
  }

  /** What to pass on now; undefined = nothing yet. */
  update(key: string, isTyping: boolean, now: number): boolean | undefined {
    const pace = this.#paces.get(key);
    if (!pace) {
      this.#paces.set(key, {
        shown: isTyping,
        shownAt: now,
        waiting: undefined,
        endsAt: now + this.#ttlMs,
      });
      return isTyping;
    }
    if (isTyping) pace.endsAt = now + this.#ttlMs;
    pace.waiting = isTyping;
    return this.#pass(pace, now);
  }

  /** Whether the last state that was passed on is a `true`, and no `false` waits. */
  stands(key: string): boolean {
    const pace = this.#paces.get(key);
    return pace?.shown === true && pace.waiting !== false;
  }

  /** Lets a `true` that is shown, or about to be, stand until then. False: there is none. */
  until(key: string, endsAt: number): boolean {
    const pace = this.#paces.get(key);
    if (!pace || !(pace.waiting ?? pace.shown)) return false;
    pace.endsAt = endsAt;
    return true;
  }

  /** What has come due: the latest states of ended seconds, and the ends of what was not renewed. */
  due(now: number): [key: string, isTyping: boolean][] {
    const passed: [string, boolean][] = [];
    for (const [key, pace] of this.#paces) {
      if ((pace.waiting ?? pace.shown) && now >= pace.endsAt) pace.waiting = false;
      const isTyping = this.#pass(pace, now);
      if (isTyping !== undefined) passed.push([key, isTyping]);
      else if (!pace.shown && pace.waiting === undefined && now - pace.shownAt >= PACE_MS) {
        this.#paces.delete(key);
      }
    }
    return passed;
  }

  #pass(pace: Pace, now: number): boolean | undefined {
    if (pace.waiting === undefined || now - pace.shownAt < PACE_MS) return undefined;
    pace.shown = pace.waiting;
    pace.shownAt = now;
    pace.waiting = undefined;
    return pace.shown;
  }
}
