/**
 * What the bootstrap passes to `npm run drill`: the command-line arguments, the stop signal, and a function that prints
 * a line.
 */
export interface DrillContext {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  say(line: string): void;
}

export interface Drill {
  /** A one-line description, shown in the list of drills. */
  readonly summary: string;
  /** Runs the drill and cleans up after it. Resolves with the exit code. */
  run(context: DrillContext): Promise<number>;
}
