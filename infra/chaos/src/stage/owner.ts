import type { TestContext } from '@kcs/testkit';

/** Stands in for a test: what the kit starts ends with `end`, the last begun first. */
export class Owner implements TestContext {
  readonly #ends: (() => unknown)[] = [];

  teardown(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** The services' logs are shown by whoever asks for them, not at every end. */
  passing(): boolean {
    return true;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
