/** The part of tap's test object that the test kit needs. */
export interface TestContext {
  teardown(end: () => unknown): void;
  passing(): boolean;
}
