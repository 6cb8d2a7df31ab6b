import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bundleTests } from '../src/bundle-tests.ts';

const says = (words: string) =>
  `import { shared } from '../src/shared.ts';\nconsole.log(${words}, ++shared.runs);`;
/** Not written out: this file is bundled too. */
const place = (what: string) => `import.meta.${what}`;

t.test('a group becomes one file that runs its own in order, each told where it lies', async (t) => {
  const root = t.testdir({
    a: {
      src: { 'shared.ts': 'export const shared: { runs: number } = { runs: 0 };' },
      test: {
        '1.test.ts': says(place('dirname')),
        '2.test.ts': says(place('url')),
        '3.test.ts': says(`'alone'`),
      },
    },
  });
  const [two, one, alone] = ['a/test/2.test.ts', 'a/test/1.test.ts', 'a/test/3.test.ts'];
  const groups = [
    { name: 'a', files: [two, one] },
    { name: alone, files: [alone] },
  ];
  const bundles = await bundleTests(root, groups);
  t.same(
    [...bundles],
    [
      ['.kcs/tests/a.mjs', groups[0]],
      ['.kcs/tests/a/test/3.test.mjs', groups[1]],
    ],
  );
  const run = (file: string) => execFileSync(process.execPath, [join(root, file)], { encoding: 'utf8' });
  t.equal(run('.kcs/tests/a.mjs'), `file://${join(root, two)} 1\n${join(root, 'a/test')} 2\n`);
  t.equal(run('.kcs/tests/a/test/3.test.mjs'), 'alone 1\n');
  await bundleTests(root, []);
  t.notOk(existsSync(join(root, '.kcs/tests/a.mjs')), 'nothing stays of an earlier run');
});

t.test('what a test starts does not carry the loader of its runner', (t) => {
  const env = JSON.parse(
    execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: `--no-deprecation ${process.env.NODE_OPTIONS ?? ''}` },
    }),
  );
  t.match(env.NODE_OPTIONS, /^"?--no-deprecation"?$/);
  t.same(
    Object.keys(env).filter((name) => name.startsWith('_TAPJS_')),
    [],
  );
  t.end();
});
