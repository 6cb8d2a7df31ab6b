import type { TestContext } from '@kcs/testkit';

/** Takes the place of a tap test in the test kit. Runs the registered teardowns in reverse order. */
export class Cleanup implements TestContext {
  readonly #teardowns: (() => unknown)[] = [];

  teardown(teardown: () => unknown): void {
    this.#teardowns.push(teardown);
  }

  /** Always true, so that the kit does not print the service logs. The harness saves them after a breach. */
  passing(): boolean {
    return true;
  }

  async run(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown();
  }
}
