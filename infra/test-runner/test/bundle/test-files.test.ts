import t from 'tap';
import { findTestFiles, listPackageFolders } from '../../src/bundle/test-files.ts';

const createPackageWithTestFiles = () => ({
  test: { 'a.test.ts': '', support: { 'b.test.ts': '', 'helper.ts': '' } },
});

t.test(
  'findTestFiles returns each test file in the given files and folders once, in sorted order',
  async (t) => {
    const repositoryRoot = t.testdir({
      packages: { auth: { ...createPackageWithTestFiles(), dist: { 'old.test.ts': '' } } },
      services: { web: { ...createPackageWithTestFiles(), node_modules: { 'c.test.ts': '' } } },
    });
    t.same(listPackageFolders(repositoryRoot), ['packages/auth', 'services/web']);
    const allTestFiles = ['packages/auth', 'services/web'].flatMap((folder) => [
      `${folder}/test/a.test.ts`,
      `${folder}/test/support/b.test.ts`,
    ]);
    t.same(findTestFiles(repositoryRoot, []), allTestFiles);
    t.same(
      findTestFiles(repositoryRoot, ['services/web', 'services/web/test/a.test.ts']),
      allTestFiles.slice(2),
    );
    t.throws(() => findTestFiles(repositoryRoot, ['services/nothing']), {
      message: 'services/nothing does not exist',
    });
  },
);
