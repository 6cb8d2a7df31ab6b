import type { Row } from './ledger.ts';

/**
 * The limits that a row must meet. Losses, repeats, and events out of order are never allowed, so they have no limit.
 */
export interface RowLimits {
  readonly caughtUpWithinMs: number;
}

/** Returns a description of every promise that the observations in this row break. */
export function findBreaches(row: Row, { caughtUpWithinMs }: RowLimits): string[] {
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

/**
 * Returns a percentile of the samples by the nearest-rank method. `share` is the rank from 0 to 1. Returns null if
 * there are no samples.
 */
export function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
