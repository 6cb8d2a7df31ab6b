import type { TestGroup } from '../bundle/group-files.ts';
import { getBundleName, type TapRunResult } from './run-tap.ts';

const SLOWEST_BUNDLE_COUNT = 5;

interface SummaryOptions {
  groups: readonly TestGroup[];
  bundles: ReadonlyMap<string, string>;
  say: (line: string) => void;
}

/** Prints how many tests passed and which files failed. Returns the exit code of the run. */
export function printSummary(
  { results, ok }: TapRunResult,
  { groups, bundles, say }: SummaryOptions,
): number {
  const { passed, failed, skipped } = results.total();
  const reportedBundleNames = results.files.map(({ file }) => getBundleName(file, bundles));
  const failedBundleNames = results.files
    .filter((file) => !file.ok)
    .map(({ file }) => getBundleName(file, bundles));
  if (failedBundleNames.length > 0) say(`Failed: ${failedBundleNames.join(', ')}`);
  const unreportedGroupNames = groups
    .map(({ name }) => name)
    .filter((name) => !reportedBundleNames.includes(name));
  if (unreportedGroupNames.length > 0)
    say(`No tests ran in these files, which counts as a failure: ${unreportedGroupNames.join(', ')}`);
  else if (!ok && failed === 0) say('tap reported a failure although no test failed. Read its output above.');
  say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return ok && failed === 0 && unreportedGroupNames.length === 0 && passed > 0 ? 0 : 1;
}

/** Returns the names and durations of the slowest bundles as text. */
export function formatSlowestBundles(
  { results }: TapRunResult,
  bundles: ReadonlyMap<string, string>,
): string {
  const slowestBundleResults = results.files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST_BUNDLE_COUNT);
  return slowestBundleResults
    .map(({ file, ms }) => `${getBundleName(file, bundles)} ${(ms / 1000).toFixed(1)} s`)
    .join(', ');
}
