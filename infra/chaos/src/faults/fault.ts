import type { System } from '@kcs/testkit';

export interface Fault {
  /** The name of the row in the report that counts this fault. */
  readonly name: string;
  /**
   * Injects the fault. Resolves when the fault is over: killed processes are ready again, and frozen or stopped
   * servers respond.
   */
  run(system: System, signal: AbortSignal): Promise<void>;
}
