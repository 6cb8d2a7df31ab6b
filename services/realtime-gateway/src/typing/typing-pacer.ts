/** At most one update per user and room is passed on within this time (TYPE-1). */
const PACE_MS = 1_000;

interface Pace {
  /** The last state passed on, and when. */
  shown: boolean;
  shownAt: number;
  /** The latest state since then, waiting for the second to end. */
  waiting: boolean | undefined;
  /** When a shown `true` ends by itself. */
  endsAt: number;
}

/**
 * The typing rules, without a clock or I/O. For each key, at most one update per second is passed on. Further updates
 * are coalesced, and the latest state is passed on when the second ends. A `true` ends by itself `ttlMs` after the last
 * one. A `false` is never lost: it is passed on immediately or at the end of the second.
 */
export class TypingPacer {
  readonly #ttlMs: number;
  readonly #paces = new Map<string, Pace>();

  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /** Whether the key is known. A key is forgotten one second after its `false` was passed on. */
  has(key: string): boolean {
    return this.#paces.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#paces.keys();
  }

  /** Returns the state to pass on now, or undefined if it has to wait. */
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

  /** Whether the last state passed on is `true` and no `false` is waiting. */
  isTyping(key: string): boolean {
    const pace = this.#paces.get(key);
    return pace?.shown === true && pace.waiting !== false;
  }

  /** Sets the end of a shown or waiting `true`. Returns false if there is none. */
  extend(key: string, endsAt: number): boolean {
    const pace = this.#paces.get(key);
    if (!pace || !(pace.waiting ?? pace.shown)) return false;
    pace.endsAt = endsAt;
    return true;
  }

  /** Returns the updates that are due: states whose second has ended, and the end of each `true` that has expired. */
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
