import { computePercentile } from '../judge/breaches.ts';
import type { FaultRow } from '../judge/fault-row.ts';

interface ChaosResult {
  readonly seed: number;
  readonly short: boolean;
  readonly breaches: readonly string[];
  readonly rows: readonly FaultRow[];
}

/** Formats the result as one line of JSON. */
export function formatResultJson({ rows, ...result }: ChaosResult): string {
  return JSON.stringify({
    ...result,
    rows: rows.map(({ catchUpMs, ...row }) => ({
      ...row,
      catchUpMs: {
        samples: catchUpMs.length,
        p50: roundFiniteOrNull(computePercentile(catchUpMs, 0.5)),
        p99: roundFiniteOrNull(computePercentile(catchUpMs, 0.99)),
        all: roundFiniteOrNull(computePercentile(catchUpMs, 1)),
      },
    })),
  });
}

/** Replaces infinity, which means "never", with null, because JSON has no infinity. Rounds all other numbers. */
function roundFiniteOrNull(ms: number | null): number | null {
  return ms === null || !Number.isFinite(ms) ? null : Math.round(ms);
}
