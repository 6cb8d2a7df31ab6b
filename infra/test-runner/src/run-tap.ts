import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';
import type { TestGroup } from './group-files.ts';
import { type FileResult, TapTally } from './tap-tally.ts';

export interface TapRun {
  root: string;
  /** What to run, and the tests in each. */
  files: ReadonlyMap<string, TestGroup>;
  env: Record<string, string>;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** For one file. Those that start servers again and again take longest. */
const FILE_TIMEOUT_S = 240;
/** Results come in the order of the files: one that takes long holds back those after it. */
const TELL_EVERY_MS = 30_000;

/** Runs the files and tells of each as it is done. `ok` is tap's own judgement. */
export async function runTap({
  root,
  files,
  env,
  signal,
  say,
}: TapRun): Promise<{ tally: TapTally; ok: boolean }> {
  const tally = new TapTally((file) => files.get(file)?.name ?? file);
  const flags = [
    ...['--reporter=tap', '--disable-coverage', `--timeout=${FILE_TIMEOUT_S}`],
    `--jobs=${env.KCS_TEST_JOBS || 3}`,
  ];
  const beganAt = Date.now();
  const life = setInterval(() => say(`  … ${Math.round((Date.now() - beganAt) / 1000)} s`), TELL_EVERY_MS);
  const ok = await runCommand(join(root, 'node_modules/.bin/tap'), ['run', ...flags, ...files.keys()], {
    env,
    cwd: root,
    signal,
    onLine: (line) => {
      const done = tally.take(line);
      if (done) tell(done, say);
    },
  })
    .then(
      () => true,
      () => false,
    )
    .finally(() => clearInterval(life));
  signal.throwIfAborted();
  return { tally, ok };
}

function tell(result: FileResult, say: (line: string) => void): void {
  const tests = result.passed + result.failed + result.skipped;
  const seconds = (result.ms / 1000).toFixed(1);
  say(`${result.ok ? 'ok  ' : 'FAIL'}  ${result.file}  ${tests} tests  ${seconds} s`);
  for (const line of result.failures) say(`      ${line}`);
}
