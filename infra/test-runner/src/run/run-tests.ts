import { bundleTests } from '../bundle/bundle-tests.ts';
import { groupFiles, type TestGroup } from '../bundle/group-files.ts';
import { getBundleName, runTap, type TapRunResult } from './run-tap.ts';
import type { TestRunnerContext } from './test-context.ts';

export interface TestRunOptions {
  /** The paths of the test files, relative to the repository root. */
  files: readonly string[];
  env: Record<string, string>;
}

const SLOWEST_BUNDLE_COUNT = 5;

/**
 * Bundles and runs the test files, prints their results, and ends with a line of counts. Returns exit code 0 if no test
 * failed and every bundle ran at least one test, and 1 if not.
 */
export async function runTests(
  { files, env }: TestRunOptions,
  { root, signal, say }: TestRunnerContext,
): Promise<number> {
  const startedAt = Date.now();
  const testGroups = groupFiles(files);
  say(`Running ${files.length} test files in ${testGroups.length} processes`);
  const groupNamesByBundle = await bundleTests(root, testGroups);
  const tapRunResult = await runTap({ root, bundles: groupNamesByBundle, env, signal, say });
  say(
    `\n${Math.round((Date.now() - startedAt) / 1000)} s. Slowest: ${formatSlowestBundles(tapRunResult, groupNamesByBundle)}`,
  );
  return printSummary(tapRunResult, { groups: testGroups, bundles: groupNamesByBundle, say });
}

interface SummaryOptions {
  groups: readonly TestGroup[];
  bundles: ReadonlyMap<string, string>;
  say: (line: string) => void;
}

function printSummary({ results, ok }: TapRunResult, { groups, bundles, say }: SummaryOptions): number {
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

function formatSlowestBundles({ results }: TapRunResult, bundles: ReadonlyMap<string, string>): string {
  const slowestBundleResults = results.files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST_BUNDLE_COUNT);
  return slowestBundleResults
    .map(({ file, ms }) => `${getBundleName(file, bundles)} ${(ms / 1000).toFixed(1)} s`)
    .join(', ');
}
