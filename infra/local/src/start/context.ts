/** What the bootstrap hands to the part it has built. */
export interface Context {
  /** The repository. */
  root: string;
  /** What follows the command. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C, SIGTERM and the like: end in good order. */
  signal: AbortSignal;
  /** Called when there is no time left for good order. */
  onForce(force: () => void): void;
  say(line: string): void;
}
