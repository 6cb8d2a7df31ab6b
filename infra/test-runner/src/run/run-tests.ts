import { bundleTests } from '../bundle/bundle-tests.ts';
import { groupFiles } from '../bundle/group-files.ts';
import type { BundleResult } from './bundle-output.ts';
import { formatCpuTimes, printResult, printSummary } from './print-summary.ts';
import { runBundles } from './run-bundles.ts';
import type { TestRunnerContext } from './test-context.ts';

export interface TestRunOptions {
  /** The paths of the test files, relative to the repository root. */
  files: readonly string[];
  env: Record<string, string>;
}

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
  const bundles = await bundleTests(root, testGroups);
  const onResult = (result: BundleResult) => printResult(result, say);
  const results = await runBundles({ root, bundles, env, signal, onResult });
  say(`\n${Math.round((Date.now() - startedAt) / 1000)} s, ${formatCpuTimes(results)}`);
  return printSummary(results, { groups: testGroups, say });
}
