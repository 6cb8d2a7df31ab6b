/** What the bootstrap hands over to the test runner. */
export interface TestContext {
  /** The repository. */
  root: string;
  /** The arguments that follow the command: test files or folders. */
  args: readonly string[];
  /** The environment of development tools. */
  toolEnv: Record<string, string>;
  /** Aborted by Ctrl-C, SIGTERM and the like: shut down in good order. */
  signal: AbortSignal;
  /** Registers a callback for when there is no time left for good order. */
  onForce(force: () => void): void;
  say(line: string): void;
}
