import type { ScenarioResult } from '../scenarios/scenario.ts';
import type { JudgedTarget } from '../targets.ts';
import type { MachineDescription } from './machine.ts';

/** Everything that one run has measured. */
export interface BenchReport {
  readonly date: string;
  readonly machine: MachineDescription;
  readonly rounds: number;
  readonly results: Readonly<Record<string, ScenarioResult>>;
  readonly targets: readonly JudgedTarget[];
}
