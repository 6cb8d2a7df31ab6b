type End = () => unknown;

/** A list of cleanup functions, run in reverse order of registration: services stop before the servers they use. */
export class Ends {
  readonly #ends: End[] = [];

  add(end: End): void {
    this.#ends.push(end);
  }

  /**
   * Registers the cleanup of something that is still starting, and resolves with its result. If another parallel start
   * fails, the cleanup waits for this start to finish and then ends it.
   */
  async track<T>(starting: Promise<T>, end: (started: T) => unknown): Promise<T> {
    const cleanupOf = starting.then(
      (started) => () => end(started),
      () => () => undefined,
    );
    this.add(async () => (await cleanupOf)());
    return starting;
  }

  /** Runs all cleanup functions, even if some fail. Then throws the first failure. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
