/** What the bootstrap passes to the test runner. */
export interface TestContext {
  /** The root folder of the repository. */
  root: string;
  /** The command-line arguments that follow the command: test files or folders. */
  args: readonly string[];
  /** The environment in which the tests and the development tools run. */
  toolEnv: Record<string, string>;
  /** Aborted by signals such as SIGINT (Ctrl-C) and SIGTERM. The program then shuts down cleanly. */
  signal: AbortSignal;
  /** Registers a callback that runs if there is no time left for a clean shutdown. */
  onForce(force: () => void): void;
  say(line: string): void;
}
