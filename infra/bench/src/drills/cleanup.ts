import type { TestContext } from '@kcs/testkit';

/**
 * Takes the place of a tap test when the test kit starts a system outside a test. `run` runs the registered teardowns
 * in reverse order.
 */
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
