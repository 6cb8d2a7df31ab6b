import type { TestGroup } from '../bundle/group-files.ts';
import type { BundleResult } from './bundle-output.ts';

const NAMED_BUNDLE_COUNT = 5;

interface SummaryOptions {
  groups: readonly TestGroup[];
  say: (line: string) => void;
}

/** Prints the result of one bundle. */
export function printResult(result: BundleResult, say: (line: string) => void): void {
  const testCount = result.passed + result.failed + result.skipped;
  const durations = `${formatSeconds(result.ms / 1000)}, ${formatSeconds(result.cpuSeconds)} CPU`;
  say(`${result.ok ? 'ok  ' : 'FAIL'}  ${result.name}  ${testCount} tests  ${durations}`);
  for (const line of result.failures) say(`      ${line}`);
}

/** Prints how many tests passed and which bundles failed. Returns the exit code of the run. */
export function printSummary(results: readonly BundleResult[], { groups, say }: SummaryOptions): number {
  const sumCounts = (key: 'passed' | 'failed' | 'skipped') =>
    results.reduce((sum, result) => sum + result[key], 0);
  const [passed, failed, skipped] = [sumCounts('passed'), sumCounts('failed'), sumCounts('skipped')];
  const failedBundleNames = results.filter(({ ok }) => !ok).map(({ name }) => name);
  if (failedBundleNames.length > 0) say(`Failed: ${failedBundleNames.join(', ')}`);
  say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  const hasEveryGroupRun = results.length === groups.length;
  return hasEveryGroupRun && failedBundleNames.length === 0 && failed === 0 && passed > 0 ? 0 : 1;
}

/** Returns the total CPU time of the bundles, and the bundles that used most of it, as text. */
export function formatCpuTimes(results: readonly BundleResult[]): string {
  const totalSeconds = results.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const mostExpensive = results
    .toSorted((a, b) => b.cpuSeconds - a.cpuSeconds)
    .slice(0, NAMED_BUNDLE_COUNT)
    .map(({ name, cpuSeconds }) => `${name} ${formatSeconds(cpuSeconds)}`);
  return `${Math.round(totalSeconds)} s of CPU time without PostgreSQL. Most: ${mostExpensive.join(', ')}`;
}

function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
