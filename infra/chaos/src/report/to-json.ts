import { percentile } from '../judge/percentile.ts';
import type { Row } from '../judge/row.ts';

interface Result {
  readonly seed: number;
  readonly short: boolean;
  readonly breaches: readonly string[];
  readonly rows: readonly Row[];
}

/** The result as one line for machines. */
export const toJson = ({ rows, ...result }: Result): string =>
  JSON.stringify({
    ...result,
    rows: rows.map(({ catchUpMs, ...row }) => ({
      ...row,
      catchUpMs: {
        samples: catchUpMs.length,
        p50: rounded(percentile(catchUpMs, 0.5)),
        p99: rounded(percentile(catchUpMs, 0.99)),
        all: rounded(percentile(catchUpMs, 1)),
      },
    })),
  });

/** JSON has no infinity: null is "never". */
const rounded = (ms: number | null): number | null =>
  ms === null || !Number.isFinite(ms) ? null : Math.round(ms);
