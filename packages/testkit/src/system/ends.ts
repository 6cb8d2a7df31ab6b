type End = () => unknown;

/** Everything that must be ended, in reverse order of its start: services before the servers that they use. */
export class Ends {
  readonly #ends: End[] = [];

  add(end: End): void {
    this.#ends.push(end);
  }

  /**
   * Awaits `starting` and registers `end` for its result. The registration happens at once. If a parallel start
   * fails, this one is therefore ended, too, even if it is still under way.
   */
  async track<T>(starting: Promise<T>, end: (started: T) => unknown): Promise<T> {
    const endOf = starting.then(
      (started) => () => end(started),
      () => () => undefined,
    );
    this.add(async () => (await endOf)());
    return starting;
  }

  /** Runs all of them, even if some fail. Throws the first failure afterwards. */
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
