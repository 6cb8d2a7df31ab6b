import t from 'tap';
import { findTestFiles, listPackageFolders } from '../../src/bundle/test-files.ts';

const createTestFolder = () => ({ test: { 'a.test.ts': '', support: { 'b.test.ts': '', 'helper.ts': '' } } });

t.test(
  'findTestFiles returns each test file in the given files and folders once, in sorted order',
  async (t) => {
    const root = t.testdir({
      packages: { auth: { ...createTestFolder(), dist: { 'old.test.ts': '' } } },
      services: { web: { ...createTestFolder(), node_modules: { 'c.test.ts': '' } } },
    });
    t.same(listPackageFolders(root), ['packages/auth', 'services/web']);
    const allTestFiles = ['packages/auth', 'services/web'].flatMap((folder) => [
      `${folder}/test/a.test.ts`,
      `${folder}/test/support/b.test.ts`,
    ]);
    t.same(findTestFiles(root, []), allTestFiles);
    t.same(findTestFiles(root, ['services/web', 'services/web/test/a.test.ts']), allTestFiles.slice(2));
    t.throws(() => findTestFiles(root, ['services/nothing']), { message: 'services/nothing does not exist' });
  },
);
