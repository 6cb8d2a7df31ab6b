/** What the bootstrap passes to the compiled start program. */
export interface StartContext {
  /** The root folder of the repository. */
  root: string;
  /** The command-line arguments that follow the command. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Aborted by signals such as SIGINT (Ctrl-C) and SIGTERM. The program then shuts down cleanly. */
  signal: AbortSignal;
  /** Registers a callback that runs if there is no time left for a clean shutdown. */
  onForce(force: () => void): void;
  say(line: string): void;
}
