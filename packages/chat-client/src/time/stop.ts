/**
 * A stop signal that fires once. Unlike an `AbortSignal`, it accepts any number of listeners without a warning,
 * and a derived stop is released as soon as it fires (Node 20 keeps every signal created by `AbortSignal.any`).
 */
export class Stop {
  readonly #listeners = new Set<() => void>();
  readonly #releaseParents: (() => void)[] = [];
  #isOver = false;

  /** Fires when the first of its parents fires. Stop it when it is no longer needed, so that the parents release it. */
  constructor(...parents: readonly Stop[]) {
    for (const parent of parents) this.#releaseParents.push(parent.onStop(this.stop));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  stop = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const release of this.#releaseParents) release();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  };

  /** Calls the listener once, or at once if already over. Returns a function that removes the listener. */
  onStop(listener: () => void): () => void {
    if (this.#isOver) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns a signal for platform APIs that require one. */
  toSignal(): AbortSignal {
    const controller = new AbortController();
    this.onStop(() => controller.abort());
    return controller.signal;
  }
}
