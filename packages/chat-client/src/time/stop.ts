/**
 * A one-shot stop signal. A stop with parents, called a derived stop, also fires when the first of its parents fires.
 * Unlike an `AbortSignal`, a stop accepts any number of listeners without a warning, and the parents of a derived stop
 * release it as soon as it fires. (Node 20 keeps every signal created by `AbortSignal.any` in memory.)
 */
export class Stop {
  readonly #listeners = new Set<() => void>();
  readonly #releaseParents: (() => void)[] = [];
  #hasFired = false;

  /**
   * Creates a stop. If it has parents, it also fires as soon as any of them fires. Call `stop` when this stop is no
   * longer needed, so that its parents release it.
   */
  constructor(...parents: readonly Stop[]) {
    for (const parent of parents) this.#releaseParents.push(parent.onStop(this.stop));
  }

  get hasFired(): boolean {
    return this.#hasFired;
  }

  stop = (): void => {
    if (this.#hasFired) return;
    this.#hasFired = true;
    for (const release of this.#releaseParents) release();
    const listenersToCall = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listenersToCall) listener();
  };

  /**
   * Calls the listener once when the stop fires, or immediately if it has already fired. Returns a function that
   * removes the listener.
   */
  onStop(listener: () => void): () => void {
    if (this.#hasFired) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns an `AbortSignal` that aborts when this stop fires, for platform APIs that require one. */
  toSignal(): AbortSignal {
    const abortController = new AbortController();
    this.onStop(() => abortController.abort());
    return abortController.signal;
  }
}
