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

  /**
   * Always tells the test kit that the test passed, so that it does not print the service logs. If a promise was
   * broken, the chaos run saves these logs to a file instead.
   */
  passing(): boolean {
    return true;
  }

  async run(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown();
  }
}
