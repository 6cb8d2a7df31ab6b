import type { TestContext } from '@kcs/testkit';
import type { Figure } from '../measure/figures.ts';
import type { OurSchool } from '../peers/our-school.ts';

/** What a scenario needs to run. */
export interface ScenarioContext {
  readonly t: TestContext;
  readonly signal: AbortSignal;
  /** The number of rounds. Each round measures every subject once. */
  readonly rounds: number;
  /** The share of the full number of operations, from just above 0 to 1. Tests run a small share. */
  readonly scale: number;
  /** Prints a line of progress. */
  say(line: string): void;
}

/** A subject that could not be measured, with the reason. */
export interface SkippedSubject {
  readonly subject: string;
  readonly reason: string;
}

export interface ScenarioResult {
  readonly figures: readonly Figure[];
  readonly skipped: readonly SkippedSubject[];
}

export interface Scenario {
  readonly name: string;
  /** A one-line description, shown in the list of scenarios. */
  readonly summary: string;
  /**
   * Runs the scenario. `openSchool` starts this system with a large generated school. All scenarios of a run share it,
   * because generating it takes longer than measuring it.
   */
  run(context: ScenarioContext, openSchool: () => Promise<OurSchool>): Promise<ScenarioResult>;
}
