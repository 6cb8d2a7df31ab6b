import type { System } from '@kcs/testkit';

export interface Fault {
  /** The row of the table in which the fault is counted. */
  readonly name: string;
  /** Resolves when the fault is over: killed processes are ready again, and frozen or stopped servers respond. */
  run(system: System, signal: AbortSignal): Promise<void>;
}
