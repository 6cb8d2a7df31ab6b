/** Minimum time between two updates about the same user in the same room (TYPE-1). */
const MIN_UPDATE_INTERVAL_MS = 1_000;

interface TypingPaceState {
  /** The typing state in the last update that the pacer returned. */
  shown: boolean;
  shownAt: number;
  /** The latest typing state that the pacer has not returned yet. The pacer returns at most one update per second. */
  waiting: boolean | undefined;
  /** Time at which the typing `true` expires unless it is repeated. */
  endsAt: number;
}

/**
 * Limits typing updates to one per second for each key. Uses neither a clock nor I/O. Updates within the second are
 * coalesced: when the second ends, only the latest state is returned. A typing `true` expires `ttlMs` after its last
 * repetition. A typing `false` is never lost.
 */
export class TypingPacer {
  readonly #ttlMs: number;
  readonly #paces = new Map<string, TypingPaceState>();

  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /**
   * Whether the pacer holds a state for the key. The pacer forgets a key one second after the
   * user has stopped typing.
   */
  has(key: string): boolean {
    return this.#paces.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#paces.keys();
  }

  /**
   * Accepts a typing state. Returns the state that must be sent or shown now, or undefined if nothing must be sent or
   * shown yet.
   */
  update(key: string, isTyping: boolean, now: number): boolean | undefined {
    const paceState = this.#paces.get(key);
    if (!paceState) {
      this.#paces.set(key, {
        shown: isTyping,
        shownAt: now,
        waiting: undefined,
        endsAt: now + this.#ttlMs,
      });
      return isTyping;
    }
    if (isTyping) paceState.endsAt = now + this.#ttlMs;
    paceState.waiting = isTyping;
    return this.#pass(paceState, now);
  }

  /** Whether the last state returned for the key is `true` and no `false` is waiting. */
  isTyping(key: string): boolean {
    const paceState = this.#paces.get(key);
    return paceState?.shown === true && paceState.waiting !== false;
  }

  /** Changes the time at which the key's typing `true` expires. Returns false if the key has no typing `true`. */
  extend(key: string, endsAt: number): boolean {
    const paceState = this.#paces.get(key);
    if (!paceState || !(paceState.waiting ?? paceState.shown)) return false;
    paceState.endsAt = endsAt;
    return true;
  }

  /**
   * Returns all updates that are due: states whose waiting time has ended, and a `false` for each `true` that has
   * expired.
   */
  due(now: number): [key: string, isTyping: boolean][] {
    const dueUpdates: [string, boolean][] = [];
    for (const [key, pace] of this.#paces) {
      if ((pace.waiting ?? pace.shown) && now >= pace.endsAt) pace.waiting = false;
      const passedTypingState = this.#pass(pace, now);
      if (passedTypingState !== undefined) dueUpdates.push([key, passedTypingState]);
      else if (!pace.shown && pace.waiting === undefined && now - pace.shownAt >= MIN_UPDATE_INTERVAL_MS) {
        this.#paces.delete(key);
      }
    }
    return dueUpdates;
  }

  #pass(pace: TypingPaceState, now: number): boolean | undefined {
    if (pace.waiting === undefined || now - pace.shownAt < MIN_UPDATE_INTERVAL_MS) return undefined;
    pace.shown = pace.waiting;
    pace.shownAt = now;
    pace.waiting = undefined;
    return pace.shown;
  }
}
