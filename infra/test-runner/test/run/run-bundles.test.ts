import t from 'tap';
import { runBundles } from '../../src/run/run-bundles.ts';

t.test('a bundle whose process is killed fails, and the other bundles run', async (t) => {
  const root = t.testdir({
    'good.mjs': "console.log('TAP version 14\\nok 1 - good\\n1..1')",
    'bad.mjs': "console.log('TAP version 14\\nok 1 - good'); process.kill(process.pid, 'SIGKILL')",
  });
  const reportedNames: string[] = [];
  const results = await runBundles({
    root,
    bundles: new Map([
      ['bad.mjs', 'bad'],
      ['good.mjs', 'good'],
    ]),
    env: { PATH: process.env.PATH ?? '', KCS_TEST_JOBS: '1' },
    signal: new AbortController().signal,
    onResult: ({ name }) => reportedNames.push(name),
  });
  t.same(reportedNames, ['bad', 'good'], 'each result is reported as soon as the bundle has ended');
  t.match(results, [
    { name: 'bad', ok: false, failed: 1 },
    { name: 'good', ok: true, passed: 1, failed: 0 },
  ]);
});

t.test('bundles that run at the same time get ports that are far apart', async (t) => {
  // The output of a failed bundle is part of its result.
  const source =
    "console.log('TAP version 14\\nport ' + process.env.KCS_TEST_FIRST_PORT + '\\nnot ok 1\\n1..1')";
  const root = t.testdir({ 'one.mjs': source, 'two.mjs': source });
  const results = await runBundles({
    root,
    bundles: new Map([
      ['one.mjs', 'one'],
      ['two.mjs', 'two'],
    ]),
    env: { PATH: process.env.PATH ?? '', KCS_TEST_JOBS: '2' },
    signal: new AbortController().signal,
    onResult: () => {},
  });
  const [one = 0, two = 0] = results.map(({ failures }) => Number(failures.at(-1)?.replace('port ', '')));
  t.equal(Math.abs(one - two), 8_500);
});

t.test('if the run is stopped, its processes end, and the reason is thrown', async (t) => {
  const root = t.testdir({ 'endless.mjs': "console.log('TAP version 14'); setInterval(() => {}, 1000)" });
  const stopController = new AbortController();
  const run = runBundles({
    root,
    bundles: new Map([['endless.mjs', 'endless']]),
    env: { PATH: process.env.PATH ?? '' },
    signal: stopController.signal,
    onResult: () => t.fail('no result'),
  });
  stopController.abort(new Error('Ctrl-C'));
  await t.rejects(run, { message: 'Ctrl-C' });
});
