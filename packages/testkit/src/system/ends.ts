type End = () => unknown;

/** What must be ended, the last begun first: services before the servers that they stand on. */
export class Ends {
  readonly #ends: End[] = [];

  add(end: End): void {
    this.#ends.push(end);
  }

  /** The promise's outcome; its end is noted as soon as it exists, even when something beside it failed. */
  async of<T>(starting: Promise<T>, end: (started: T) => unknown): Promise<T> {
    const waited = starting.then(
      (started) => () => end(started),
      () => () => undefined,
    );
    this.add(async () => (await waited)());
    return starting;
  }

  /** All of them, whatever fails; then the first failure, if there was one. */
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
