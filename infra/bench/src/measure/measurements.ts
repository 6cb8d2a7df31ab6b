/** One row in a drill's result table: what was measured, how long it took in each run, and the limits. */
export interface Measurement {
  readonly name: string;
  readonly times: readonly number[];
  /** The maximum median time in milliseconds. */
  readonly medianMs?: number;
  /** The maximum time of the slowest run, in milliseconds. */
  readonly worstMs?: number;
  readonly note?: string;
}

/** Runs `work` repeatedly, one run after another, and returns how many milliseconds each run took. */
export async function measureRunDurations(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const runDurationsMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    await work();
    runDurationsMs.push(performance.now() - startedAt);
  }
  return runDurationsMs;
}

/** Returns the median of the times, or 0 if there are none. */
export function computeMedian(times: readonly number[]): number {
  const sortedTimes = [...times].sort((a, b) => a - b);
  return sortedTimes[Math.floor(sortedTimes.length / 2)] ?? 0;
}

const findSlowestTime = (times: readonly number[]): number => Math.max(0, ...times);

/** Returns one sentence for each limit that the measured times exceed; an empty list if they exceed none. */
export function findLimitBreaches({
  name,
  times,
  medianMs = Infinity,
  worstMs = Infinity,
}: Measurement): string[] {
  const limitBreaches: string[] = [];
  if (computeMedian(times) > medianMs) {
    limitBreaches.push(
      `${name}: the median of ${formatMs(computeMedian(times))} is above ${formatMs(medianMs)}`,
    );
  }
  if (findSlowestTime(times) > worstMs) {
    limitBreaches.push(
      `${name}: the slowest run took ${formatMs(findSlowestTime(times))}, and the limit is ${formatMs(worstMs)}`,
    );
  }
  return limitBreaches;
}

/** Formats the figures as a plain-text table that is also valid Markdown. */
export function formatMeasurementTable(figures: readonly Measurement[]): string {
  const measurementRows = figures.map(({ name, times, medianMs, worstMs, note = '' }) => [
    name,
    formatMs(computeMedian(times)),
    medianMs === undefined ? '' : formatMs(medianMs),
    formatMs(findSlowestTime(times)),
    worstMs === undefined ? '' : formatMs(worstMs),
    note,
  ]);
  const tableRows = [['measured', 'median', 'limit', 'worst', 'limit', 'note'], ...measurementRows];
  const columnWidths =
    tableRows[0]?.map((_, column) => Math.max(...tableRows.map((row) => row[column]?.length ?? 0))) ?? [];
  const tableLines = tableRows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(columnWidths[column] ?? 0)).join(' | ')} |`,
  );
  return [
    tableLines[0],
    `|${columnWidths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...tableLines.slice(1),
  ].join('\n');
}

const formatMs = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
