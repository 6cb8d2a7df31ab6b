import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bundleTests, readImportsOfFiles } from '../../src/bundle/bundle-tests.ts';

const createPrintingTest = (code: string) =>
  `import { shared } from '../src/shared.ts';\nconsole.log(${code}, ++shared.runs);`;
/**
 * Returns the text `import.meta.<property>`. It is put together from parts, because the bundler would replace
 * `import.meta` in this file.
 */
const formatImportMeta = (property: string) => `import.meta.${property}`;

const SAMPLE_PACKAGE_FILES = {
  src: { 'shared.ts': 'export const shared: { runs: number } = { runs: 0 };' },
  test: {
    '1.test.ts': createPrintingTest(formatImportMeta('dirname')),
    '2.test.ts': createPrintingTest(formatImportMeta('url')),
    '3.test.ts': createPrintingTest(`'alone'`),
  },
};

t.test('a bundle runs its test files in order, and import.meta in each file names that file', async (t) => {
  const repositoryRoot = t.testdir({ a: SAMPLE_PACKAGE_FILES });
  const [two, one, alone] = ['a/test/2.test.ts', 'a/test/1.test.ts', 'a/test/3.test.ts'];
  const namesByBundlePath = await bundleTests(repositoryRoot, [
    { name: 'a', files: [two, one] },
    { name: alone, files: [alone] },
  ]);
  t.same(
    [...namesByBundlePath],
    [
      ['.kcs/tests/a.mjs', 'a'],
      ['.kcs/tests/a/test/3.test.mjs', alone],
    ],
  );
  const runBundle = (file: string) =>
    execFileSync(process.execPath, [join(repositoryRoot, file)], { encoding: 'utf8' });
  t.match(
    runBundle('.kcs/tests/a.mjs'),
    `file://${join(repositoryRoot, two)} 1\n${join(repositoryRoot, 'a/test')} 2\n`,
  );
  t.match(runBundle('.kcs/tests/a/test/3.test.mjs'), /^alone 1\n\n# CPU time: 0\.\d\d s\n$/);
  await bundleTests(repositoryRoot, []);
  t.notOk(existsSync(join(repositoryRoot, '.kcs/tests/a.mjs')), 'nothing is left of an earlier run');
});

t.test('the source map of a bundle describes our files, and no library', async (t) => {
  const repositoryRoot = t.testdir({
    a: { test: { '1.test.ts': `import { value } from 'library';\nconsole.log(value);` } },
    node_modules: { library: { 'index.js': 'const one = 1;\nexport const value = one;' } },
  });
  await bundleTests(repositoryRoot, [{ name: 'a', files: ['a/test/1.test.ts'] }]);
  const { mappings } = JSON.parse(readFileSync(join(repositoryRoot, '.kcs/tests/a.mjs.map'), 'utf8'));
  const lines = readFileSync(join(repositoryRoot, '.kcs/tests/a.mjs'), 'utf8').split('\n');
  const findMapping = (code: string) => mappings.split(';')[lines.findIndex((line) => line.includes(code))];
  t.match(findMapping('console.log(value)'), /\w/);
  t.equal(findMapping('value = one'), '');
});

t.test('the imports of test files can be listed without writing a bundle', async (t) => {
  const repositoryRoot = t.testdir({ a: SAMPLE_PACKAGE_FILES });
  const importsByFile = await readImportsOfFiles(repositoryRoot, ['a/test/1.test.ts']);
  t.match(importsByFile['a/test/1.test.ts'], { imports: [{ path: 'a/src/shared.ts' }] });
  t.notOk(existsSync(join(repositoryRoot, '.kcs')));
});

t.test('an error in a test names the TypeScript file and line', async (t) => {
  t.match(new Error('here').stack, /infra\/test-runner\/test\/bundle\/bundle-tests\.test\.ts:\d+:\d+/);
});
