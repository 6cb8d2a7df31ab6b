/** The command-line arguments, stop signal, and output function that the launcher passes to `npm run drill`. */
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
