import { ensurePrograms, findChromium, startPostgres } from '@kcs/private-servers';
import { bundleTests } from './bundle-tests.ts';
import { groupFiles, type TestGroup } from './group-files.ts';
import { prepareTap } from './prepare-tap.ts';
import { runTap } from './run-tap.ts';
import type { TapTally } from './tap-tally.ts';
import type { TestContext } from './test-context.ts';
import { testFiles } from './test-files.ts';

const SLOWEST = 5;

/**
 * `npm test` after the checks and the build: one PostgreSQL for all files (each test makes its own database in it),
 * everything else is started by the tests. The last line counts; a run without a test fails.
 */
export async function test(context: TestContext): Promise<number> {
  const { root, args, say, signal, toolEnv } = context;
  const beganAt = Date.now();
  const files = testFiles(root, args);
  const groups = groupFiles(files);
  await ensurePrograms(['postgresql', 'redis-server', 'nats-server', 'haproxy', 'chromium'], { say, signal });
  await prepareTap(context);
  const postgres = await startPostgres({ maxConnections: 400, signal });
  context.onForce(() => postgres.kill('SIGKILL'));
  try {
    say(`running ${files.length} test files in ${groups.length} processes`);
    const env = { ...toolEnv, KCS_TEST_POSTGRES_URL: postgres.url, KCS_TEST_CHROMIUM: findChromium() ?? '' };
    const { tally, ok } = await runTap({ root, files: await bundleTests(root, groups), env, signal, say });
    say(`\n${Math.round((Date.now() - beganAt) / 1000)} s; slowest: ${slowest(tally)}`);
    return conclude(tally, ok, groups, say);
  } finally {
    await postgres.stop();
  }
}

function conclude(tally: TapTally, ok: boolean, groups: readonly TestGroup[], say: (line: string) => void) {
  const { passed, failed, skipped } = tally.total();
  const bad = tally.files.filter((file) => !file.ok);
  if (bad.length > 0) say(`failed: ${bad.map(({ file }) => file).join(', ')}`);
  const silent = groups.filter(({ name }) => !tally.files.some(({ file }) => file === name));
  if (silent.length > 0) say(`no test was run, which counts as a failure: ${silent.map(nameOf).join(', ')}`);
  else if (!ok && failed === 0) say('tap itself reports a failure, though no test failed');
  say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return ok && failed === 0 && silent.length === 0 && passed > 0 ? 0 : 1;
}

const nameOf = ({ name }: TestGroup): string => name;

function slowest(tally: TapTally): string {
  const files = tally.files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  return files.map(({ file, ms }) => `${file} ${(ms / 1000).toFixed(1)} s`).join(', ');
}
