import type { TestContext } from './test-context.ts';

/**
 * Stands in for a tap test when a program uses the test kit outside a test. `run` runs the registered teardowns, in
 * reverse order.
 */
export class TeardownStack implements TestContext {
  readonly #teardowns: (() => unknown)[] = [];

  teardown(teardown: () => unknown): void {
    this.#teardowns.push(teardown);
  }

  /** Always returns true, so that the test kit does not print the service logs. The program decides what to print. */
  passing(): boolean {
    return true;
  }

  async run(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown();
  }
}
