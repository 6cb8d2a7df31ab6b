import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../plan/random.ts';
import type { Scale } from '../plan/scale.ts';
import type { School } from '../school/school.ts';

/** The values that every section uses. */
export interface Run {
  readonly school: School;
  readonly scale: Scale;
  readonly ledger: Ledger;
  /** For the load, whose draws depend on timing. */
  readonly random: Random;
  /** For the faults, so that the same seed gives the same faults. */
  readonly faultRandom: Random;
  readonly signal: AbortSignal;
  say(line: string): void;
  /** Reports a broken promise that belongs to no row of the table. */
  breach(description: string): void;
}
