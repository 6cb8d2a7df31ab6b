import type { System } from '@kcs/testkit';

export interface Fault {
  /** The row of the table that it counts for. */
  readonly name: string;
  /** More precisely, for the progress. */
  readonly detail?: string;
  /** Resolves when the fault is over: what was killed is usable again, what was frozen runs, what was away is back. */
  run(system: System, signal: AbortSignal): Promise<void>;
}
