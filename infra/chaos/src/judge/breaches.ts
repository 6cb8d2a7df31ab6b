import type { Row } from './ledger.ts';

/** The limits of a row. In addition, nothing may be lost, repeated, or out of order. */
export interface Demand {
  readonly caughtUpWithinMs: number;
}

/** Describes every promise that this row breaks. */
export function breaches(row: Row, { caughtUpWithinMs }: Demand): string[] {
  const found: string[] = [];
  const mustBeZero = (count: number, problem: string) => {
    if (count > 0) found.push(`${row.fault}: ${count} ${problem}`);
  };
  mustBeZero(row.lost, 'acknowledged messages were lost');
  mustBeZero(row.undelivered, 'events were never delivered');
  mustBeZero(row.plain.repeated, 'events were repeated on a live connection');
  mustBeZero(row.plain.outOfOrder, 'events were out of order on a live connection');
  mustBeZero(row.library.repeated, 'events were duplicated by the client library');
  mustBeZero(row.library.outOfOrder, 'events were out of order in the client library');
  const neverCaughtUp = row.catchUpMs.filter((ms) => ms === Number.POSITIVE_INFINITY).length;
  mustBeZero(neverCaughtUp, 'clients never caught up');
  const p99 = percentile(row.catchUpMs, 0.99);
  if (p99 !== null && p99 > caughtUpWithinMs) {
    found.push(`${row.fault}: the catch-up p99 of ${Math.round(p99)} ms exceeds ${caughtUpWithinMs} ms`);
  }
  return found;
}

/** Returns the smallest sample that is at least as large as `share` (0 to 1) of all samples; null without samples. */
export function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
