import type { TestContext } from '@kcs/testkit';

/**
 * An object that the test kit uses in place of a tap test when it starts a system outside a test. `run` runs the
 * teardowns that the test kit has registered, in reverse order.
 */
export class TeardownStack implements TestContext {
  readonly #teardowns: (() => unknown)[] = [];

  teardown(teardown: () => unknown): void {
    this.#teardowns.push(teardown);
  }

  /**
   * Always reports a passed test to the test kit, so that the test kit does not print the service logs. If a promise
   * was broken, the chaos run saves these logs to a file instead.
   */
  passing(): boolean {
    return true;
  }

  async run(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown();
  }
}
