/**
 * Says once that something is over. Unlike an `AbortSignal` it takes any number of listeners without a warning, and
 * what is derived from it is forgotten as soon as it is stopped itself (Node 20 keeps what `AbortSignal.any` derives).
 */
export class Stop {
  readonly #listeners = new Set<() => void>();
  readonly #fromParents: (() => void)[] = [];
  #isOver = false;

  /** Is stopped with the first of its parents; stop it when it is not needed any more. */
  constructor(...parents: readonly Stop[]) {
    for (const parent of parents) this.#fromParents.push(parent.onStop(this.stop));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  stop = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const release of this.#fromParents) release();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  };

  /** Calls once; at once, where it is over already. Answers how to take the listener back. */
  onStop(listener: () => void): () => void {
    if (this.#isOver) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For what the platform offers. */
  toSignal(): AbortSignal {
    const controller = new AbortController();
    this.onStop(() => controller.abort());
    return controller.signal;
  }
}
