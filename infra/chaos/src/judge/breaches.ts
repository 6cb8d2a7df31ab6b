import type { FaultRow } from './fault-row.ts';

/**
 * The limits for the observations of one fault. Losses, repeats, and events out of order need no limit, because they
 * are never allowed.
 */
export interface FaultLimits {
  readonly caughtUpWithinMs: number;
}

/** Returns a description of each promise that was broken according to the observations in `row`. */
export function findPromiseBreaches(row: FaultRow, { caughtUpWithinMs }: FaultLimits): string[] {
  const breachDescriptions: string[] = [];
  const reportIfNotZero = (count: number, problem: string) => {
    if (count > 0) breachDescriptions.push(`${row.fault}: ${count} ${problem}`);
  };
  reportIfNotZero(row.lost, 'acknowledged messages were lost');
  reportIfNotZero(row.undelivered, 'events were never delivered');
  reportIfNotZero(row.plain.repeated, 'events were repeated on a live connection');
  reportIfNotZero(row.plain.outOfOrder, 'events were out of order on a live connection');
  reportIfNotZero(row.library.repeated, 'events were duplicated by the client library');
  reportIfNotZero(row.library.outOfOrder, 'events were out of order in the client library');
  const neverCaughtUpCount = row.catchUpMs.filter((ms) => ms === Number.POSITIVE_INFINITY).length;
  reportIfNotZero(neverCaughtUpCount, 'clients never caught up');
  const catchUpP99Ms = computePercentile(row.catchUpMs, 0.99);
  if (catchUpP99Ms !== null && catchUpP99Ms > caughtUpWithinMs) {
    breachDescriptions.push(
      `${row.fault}: the catch-up p99 of ${Math.round(catchUpP99Ms)} ms exceeds ${caughtUpWithinMs} ms`,
    );
  }
  return breachDescriptions;
}

/**
 * Returns a percentile of the samples by the nearest-rank method; null if there are no samples. `share` is the
 * percentile as a fraction: 0.99 for the 99th percentile.
 */
export function computePercentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null;
  const sortedSamples = samples.toSorted((a, b) => a - b);
  return sortedSamples[Math.max(0, Math.ceil(share * sortedSamples.length) - 1)] ?? null;
}
