import type { TestSystem } from '@kcs/testkit';

export interface Fault {
  /** The name of the fault, as it appears in the report. */
  readonly name: string;
  /**
   * Injects the fault. Resolves once the fault is over: killed processes are ready again, and frozen or stopped servers
   * respond again.
   */
  run(system: TestSystem, signal: AbortSignal): Promise<void>;
}
