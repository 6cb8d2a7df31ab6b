import type { TestContext } from '@kcs/testkit';

/** Stands in for a tap test when the test kit starts a system. Runs the registered teardowns in reverse order. */
export class Cleanup implements TestContext {
  readonly #teardowns: (() => unknown)[] = [];

  teardown(teardown: () => unknown): void {
    this.#teardowns.push(teardown);
  }

  /**
   * Tells the test kit that the test passed, so that it does not print the service logs. The chaos run saves the logs
   * of a breach to a file instead.
   */
  passing(): boolean {
    return true;
  }

  async run(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown();
  }
}
