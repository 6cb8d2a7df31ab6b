/**
 * Counts tasks in progress, and waits until all of them have ended. Keeps no reference to them, because V8 would keep the
 * former entries of a busy `Set` or `Map` until the next full garbage collection.
 */
export class TasksInProgress {
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  /** Counts a task until its promise is settled. The caller must handle its rejection, or the process ends. */
  add(task: Promise<unknown>): void {
    this.#count += 1;
    void task.finally(this.#removeOne);
  }

  /** Resolves when no task is in progress. */
  async waitForAll(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  readonly #removeOne = (): void => {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  };
}
