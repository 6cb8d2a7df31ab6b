import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';
import { type FileResult, TapResults } from './tap-results.ts';

export interface TapRunOptions {
  root: string;
  /** The name of each bundle in the report, keyed by the path of the bundle relative to `root`. */
  bundles: ReadonlyMap<string, string>;
  env: Record<string, string>;
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface TapRun {
  readonly results: TapResults;
  /** Whether tap reports success. */
  readonly ok: boolean;
}

/** The time limit of one bundle, in seconds. Bundles that start servers repeatedly take the longest. */
const DEFAULT_TIMEOUT_S = 240;
/**
 * The number of parallel processes. More processes than cores keep the cores busy, because many tests wait for servers
 * and timers.
 */
const DEFAULT_JOBS = 4;
/**
 * The interval between progress lines. Progress lines are needed because tap reports bundles in order, so a slow bundle
 * delays the reports of later bundles.
 */
const PROGRESS_INTERVAL_MS = 30_000;

/**
 * Runs the bundles with tap and prints each result. Resolves even if tests fail. Throws only if the signal is
 * aborted.
 */
export async function runTap({ root, bundles, env, signal, say }: TapRunOptions): Promise<TapRun> {
  const results = new TapResults((result) =>
    printResult({ ...result, file: getBundleName(result.file, bundles) }, say),
  );
  const flags = [
    ...['--reporter=tap', '--disable-coverage', '--node-arg=--enable-source-maps'],
    `--timeout=${env.KCS_TEST_TIMEOUT_S || DEFAULT_TIMEOUT_S}`,
    `--jobs=${env.KCS_TEST_JOBS || DEFAULT_JOBS}`,
  ];
  const startedAt = Date.now();
  const progress = setInterval(
    () => say(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`),
    PROGRESS_INTERVAL_MS,
  );
  const ok = await runCommand(join(root, 'node_modules/.bin/tap'), ['run', ...flags, ...bundles.keys()], {
    env,
    cwd: root,
    signal,
    onLine: (line) => results.write(line),
  })
    .then(
      () => true,
      () => false,
    )
    .finally(() => clearInterval(progress));
  results.end();
  signal.throwIfAborted();
  return { results, ok };
}

/** Returns the name of a bundle in the output: the package or the test file that the bundle contains. */
export function getBundleName(file: string, bundles: ReadonlyMap<string, string>): string {
  return bundles.get(file) ?? file;
}

function printResult(result: FileResult, say: (line: string) => void): void {
  const tests = result.passed + result.failed + result.skipped;
  const seconds = (result.ms / 1000).toFixed(1);
  say(`${result.ok ? 'ok  ' : 'FAIL'}  ${result.file}  ${tests} tests  ${seconds} s`);
  for (const line of result.failures) say(`      ${line}`);
}
