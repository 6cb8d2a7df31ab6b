/** Returns a percentile of the values by the nearest-rank method, or 0 if there are none. `share` 0.99 is the 99th percentile. */
export function computePercentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
