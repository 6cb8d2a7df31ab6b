import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../random.ts';
import type { Scale } from '../scale.ts';
import type { Stage } from '../stage/stage.ts';

/** What every section works with. */
export interface Run {
  readonly stage: Stage;
  readonly scale: Scale;
  readonly ledger: Ledger;
  /** For the load, whose draws depend on the time that things take. */
  readonly random: Random;
  /** For the faults: the same seed, the same faults. */
  readonly faultRandom: Random;
  readonly signal: AbortSignal;
  say(line: string): void;
  /** Something promised is broken that no row of the table counts. */
  breach(what: string): void;
}
