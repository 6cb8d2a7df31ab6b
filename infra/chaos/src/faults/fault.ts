import type { System } from '@kcs/testkit';

export interface Fault {
  /** The name of the fault in the report. */
  readonly name: string;
  /**
   * Injects the fault. Resolves when the fault is over: killed processes are ready again, and frozen or stopped
   * servers respond.
   */
  run(system: System, signal: AbortSignal): Promise<void>;
}
