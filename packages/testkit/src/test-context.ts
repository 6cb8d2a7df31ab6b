/** The members of tap's test object that the test kit uses. */
export interface TestContext {
  teardown(end: () => unknown): void;
  passing(): boolean;
}
