import t from 'tap';
import { findAffectedTests } from '../../src/watch/affected-tests.ts';

const TEST_FILES = [
  'packages/a/test/one.test.ts',
  'packages/a/test/two.test.ts',
  'packages/b/test/b.test.ts',
];

function createMetafileInput(...paths: string[]) {
  const importRecords = paths.map((path) => ({ path, kind: 'import-statement' as const }));
  return { bytes: 0, imports: importRecords };
}

const IMPORTS_BY_FILE = {
  'packages/a/test/one.test.ts': createMetafileInput('packages/a/test/support.ts', 'packages/a/src/one.ts'),
  'packages/a/test/two.test.ts': createMetafileInput('packages/a/test/support.ts'),
  'packages/a/test/support.ts': createMetafileInput('packages/a/src/shared.ts'),
  'packages/a/src/shared.ts': createMetafileInput(),
  'packages/b/test/b.test.ts': createMetafileInput('packages/a/src/shared.ts'),
};

const findTestsAffectedBy = (...changed: string[]) =>
  findAffectedTests({ changed, testFiles: TEST_FILES, imports: IMPORTS_BY_FILE });

t.test('a changed test file affects only itself', async (t) => {
  t.same(findTestsAffectedBy('packages/a/test/two.test.ts'), ['packages/a/test/two.test.ts']);
});

t.test(
  'a changed source file affects the tests of its package that import it, directly or indirectly',
  async (t) => {
    t.same(findTestsAffectedBy('packages/a/src/one.ts'), ['packages/a/test/one.test.ts']);
    t.same(findTestsAffectedBy('packages/a/src/shared.ts'), TEST_FILES.slice(0, 2));
  },
);

t.test('a changed file that no test imports affects all tests of its package', async (t) => {
  t.same(findTestsAffectedBy('packages/a/src/main.ts'), TEST_FILES.slice(0, 2));
  t.same(findTestsAffectedBy('packages/a/src/main.ts', 'packages/b/src/script.lua'), TEST_FILES);
});
