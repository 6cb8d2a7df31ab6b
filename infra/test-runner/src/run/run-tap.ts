import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';
import { TapResults, type TestFileResult } from './tap-results.ts';

export interface TapRunOptions {
  root: string;
  /** The name of each bundle for the report, keyed by the bundle's path relative to `root`. */
  bundles: ReadonlyMap<string, string>;
  env: Record<string, string>;
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface TapRunResult {
  readonly results: TapResults;
  /** Whether tap reported success. */
  readonly ok: boolean;
}

/**
 * The time limit for one bundle, in seconds. The bundles that take longest are those that start servers again and
 * again.
 */
const DEFAULT_BUNDLE_TIMEOUT_S = 360;
/**
 * The number of processes that run in parallel. There may be more processes than cores, because many tests spend their
 * time waiting for servers and timers.
 */
const DEFAULT_JOB_COUNT = 6;
/**
 * The interval between progress lines. They are needed because tap reports the bundles in order, so one slow bundle
 * holds back the reports of the ones after it.
 */
const PROGRESS_INTERVAL_MS = 30_000;

/**
 * Runs the bundles with tap and prints the result of each. Resolves even if tests fail. Throws only if the signal is
 * aborted.
 */
export async function runTap({ root, bundles, env, signal, say }: TapRunOptions): Promise<TapRunResult> {
  const tapResults = new TapResults((result) =>
    printResult({ ...result, file: getBundleName(result.file, bundles) }, say),
  );
  const tapFlags = [
    ...['--reporter=tap', '--disable-coverage', '--node-arg=--enable-source-maps'],
    `--timeout=${env.KCS_TEST_TIMEOUT_S || DEFAULT_BUNDLE_TIMEOUT_S}`,
    `--jobs=${env.KCS_TEST_JOBS || DEFAULT_JOB_COUNT}`,
  ];
  const startedAt = Date.now();
  const progressTimer = setInterval(
    () => say(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`),
    PROGRESS_INTERVAL_MS,
  );
  const hasTapSucceeded = await runCommand(
    join(root, 'node_modules/.bin/tap'),
    ['run', ...tapFlags, ...bundles.keys()],
    {
      env,
      cwd: root,
      signal,
      onLine: (line) => tapResults.write(line),
    },
  )
    .then(
      () => true,
      () => false,
    )
    .finally(() => clearInterval(progressTimer));
  tapResults.end();
  signal.throwIfAborted();
  return { results: tapResults, ok: hasTapSucceeded };
}

/** Returns the name under which a bundle is reported: that of its package or of its only test file. */
export function getBundleName(file: string, bundles: ReadonlyMap<string, string>): string {
  return bundles.get(file) ?? file;
}

function printResult(result: TestFileResult, say: (line: string) => void): void {
  const testCount = result.passed + result.failed + result.skipped;
  const secondsText = (result.ms / 1000).toFixed(1);
  say(`${result.ok ? 'ok  ' : 'FAIL'}  ${result.file}  ${testCount} tests  ${secondsText} s`);
  for (const line of result.failures) say(`      ${line}`);
}
