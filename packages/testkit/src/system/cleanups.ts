type CleanupFunction = () => unknown;

/**
 * A list of cleanup functions that run in reverse order of registration, so that services stop before the servers they
 * use.
 */
export class CleanupList {
  readonly #cleanups: CleanupFunction[] = [];

  add(cleanup: CleanupFunction): void {
    this.#cleanups.push(cleanup);
  }

  /**
   * Registers the cleanup of something that is still starting, and resolves with the started value. If the cleanup runs
   * before the start has finished, for example because another start failed, it waits for the start and then calls
   * `end`.
   */
  async track<T>(starting: Promise<T>, end: (started: T) => unknown): Promise<T> {
    const cleanupPromise = starting.then(
      (started) => () => end(started),
      () => () => undefined,
    );
    this.add(async () => (await cleanupPromise)());
    return starting;
  }

  /** Runs all cleanup functions, even if some fail. Then throws the first failure. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const cleanup of this.#cleanups.splice(0).reverse()) {
      try {
        await cleanup();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
