/** What the bootstrap hands over to the compiled part. */
export interface Context {
  /** The repository. */
  root: string;
  /** The arguments that follow the command. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C, SIGTERM and the like: shut down in good order. */
  signal: AbortSignal;
  /** Registers a callback for when there is no time left for good order. */
  onForce(force: () => void): void;
  say(line: string): void;
}
