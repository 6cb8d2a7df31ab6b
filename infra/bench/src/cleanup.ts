import type { TestContext } from '@kcs/testkit';

/**
 * Stands in for a tap test when the test kit starts a system outside a test. `run` runs the teardowns that the test kit
 * has registered, in reverse order.
 */
export class TeardownStack implements TestContext {
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
