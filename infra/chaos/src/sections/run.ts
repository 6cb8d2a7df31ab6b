import type { Ledger } from '../judge/ledger.ts';
import type { RandomGenerator } from '../plan/random.ts';
import type { ChaosScale } from '../plan/scale.ts';
import type { ChaosSchool } from '../school/school.ts';

/** The objects that all sections of a chaos run share, such as the school (users and rooms) and the ledger. */
export interface ChaosRun {
  readonly school: ChaosSchool;
  readonly scale: ChaosScale;
  readonly ledger: Ledger;
  /**
   * The random generator for senders and rooms. The seed does not make the load reproducible, because the number of
   * draws depends on timing.
   */
  readonly random: RandomGenerator;
  /**
   * The random generator for faults and pauses. It is separate from `random` so that the same seed always draws the
   * same faults.
   */
  readonly faultRandom: RandomGenerator;
  readonly signal: AbortSignal;
  say(line: string): void;
  /** Reports a broken promise that is not attributed to a single fault. */
  breach(description: string): void;
}
