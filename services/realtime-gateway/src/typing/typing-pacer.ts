/** Minimum time between two updates that are passed on for the same user and room (TYPE-1). */
const PACE_INTERVAL_MS = 1_000;

interface PaceState {
  /** The last typing state that was passed on. */
  shown: boolean;
  shownAt: number;
  /** The latest typing state that has not been passed on yet. It is passed on one second after the last state. */
  waiting: boolean | undefined;
  /** The time when the latest typing `true` expires. */
  endsAt: number;
}

/**
 * Paces typing updates, without a clock or I/O. For each key, at most one update per second is passed on. Further
 * updates are coalesced: only the latest state is passed on when the second ends. A `true` expires `ttlMs` after its
 * last repetition. A `false` is never lost: it is passed on immediately or when the second ends.
 */
export class TypingPacer {
  readonly #ttlMs: number;
  readonly #paces = new Map<string, PaceState>();

  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /** Whether the pacer holds state for the key. The pacer forgets a key one second after passing on its `false`. */
  has(key: string): boolean {
    return this.#paces.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#paces.keys();
  }

  /** Returns the state to pass on now, or undefined if there is nothing to pass on yet. */
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

  /** Whether the last state passed on is `true` and no `false` is pending. */
  isTyping(key: string): boolean {
    const pace = this.#paces.get(key);
    return pace?.shown === true && pace.waiting !== false;
  }

  /** Sets the expiry of a shown or pending `true`. Returns false if there is none. */
  extend(key: string, endsAt: number): boolean {
    const pace = this.#paces.get(key);
    if (!pace || !(pace.waiting ?? pace.shown)) return false;
    pace.endsAt = endsAt;
    return true;
  }

  /**
   * Returns the updates that are due: pending states whose second has ended, and a `false` for each `true` that
   * expired.
   */
  due(now: number): [key: string, isTyping: boolean][] {
    const dueUpdates: [string, boolean][] = [];
    for (const [key, pace] of this.#paces) {
      if ((pace.waiting ?? pace.shown) && now >= pace.endsAt) pace.waiting = false;
      const isTyping = this.#pass(pace, now);
      if (isTyping !== undefined) dueUpdates.push([key, isTyping]);
      else if (!pace.shown && pace.waiting === undefined && now - pace.shownAt >= PACE_INTERVAL_MS) {
        this.#paces.delete(key);
      }
    }
    return dueUpdates;
  }

  #pass(pace: PaceState, now: number): boolean | undefined {
    if (pace.waiting === undefined || now - pace.shownAt < PACE_INTERVAL_MS) return undefined;
    pace.shown = pace.waiting;
    pace.shownAt = now;
    pace.waiting = undefined;
    return pace.shown;
  }
}
