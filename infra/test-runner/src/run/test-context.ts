/** What the bootstrap passes to the test runner. */
export interface TestRunnerContext {
  /** The root folder of the repository. */
  root: string;
  /** The command-line arguments that follow the command: test files or folders. */
  args: readonly string[];
  /** The environment in which the tests and the development tools run. */
  toolEnv: Record<string, string>;
  /**
   * An `AbortSignal` that is aborted when the process receives SIGINT (Ctrl-C), SIGTERM, or a similar signal. The
   * program then shuts down cleanly.
   */
  signal: AbortSignal;
  /** Registers a callback that runs if there is no time left for a clean shutdown. */
  onForce(force: () => void): void;
  say(line: string): void;
}
