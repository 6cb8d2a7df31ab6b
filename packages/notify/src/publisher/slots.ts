interface Waiter {
  readonly admit: () => void;
}

/** Limits how many tasks run at a time. Further tasks wait in order, up to a maximum. */
export class Slots {
  readonly #maxWaiting: number;
  readonly #waiters = new Set<Waiter>();
  #free: number;

  constructor(maxRunning: number, maxWaiting: number) {
    this.#free = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Waits for a free slot. Resolves with true when the caller has a slot, and the caller must release the slot later.
   * Resolves with false if the time passes or the signal is aborted first. Returns undefined if too many tasks are
   * already waiting.
   */
  take(timeoutMs: number, signal: AbortSignal): Promise<boolean> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    if (this.#waiters.size >= this.#maxWaiting) return undefined;
    return new Promise((resolve) => {
      const stopWaiting = (hasSlot: boolean) => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', giveUp);
        clearTimeout(timeoutTimer);
        resolve(hasSlot);
      };
      const waiter = { admit: () => stopWaiting(true) };
      const giveUp = () => stopWaiting(false);
      const timeoutTimer = setTimeout(giveUp, timeoutMs);
      this.#waiters.add(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Gives the slot to the task that has waited longest, or makes it free if no task is waiting. */
  release(): void {
    const [nextWaiter] = this.#waiters;
    if (nextWaiter) nextWaiter.admit();
    else this.#free += 1;
  }
}
