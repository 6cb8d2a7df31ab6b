import type { TestContext } from '@kcs/testkit';

/** Stands in for a tap test when the test kit starts a system. Runs the registered teardowns in reverse order. */
export class Cleanup implements TestContext {
  readonly #teardowns: (() => unknown)[] = [];

  teardown(teardown: () => unknown): void {
    this.#teardowns.push(teardown);
  }

  passing(): boolean {
    return true;
  }

  async run(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown();
  }
}
