import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { entriesOf, groupFiles } from '../src/testing/group-files.ts';

t.test('the files of a package share processes, those that start systems have their own', async (t) => {
  const many = Array.from({ length: 16 }, (_, n) => `services/chat-api/test/${n}.test.ts`);
  const alone = ['infra/system-tests/test/a.test.ts', 'packages/testkit/test/b.test.ts'];
  const groups = groupFiles([...alone, 'packages/auth/test/c.test.ts', ...many]);
  t.same(
    groups.map(({ name, files }) => [name, files.length]),
    [
      ...alone.map((file) => [file, 1]),
      ['packages/auth', 1],
      ['services/chat-api-1', 8],
      ['services/chat-api-2', 8],
    ],
  );
  t.same(
    groups.flatMap(({ files }) => files),
    [...alone, 'packages/auth/test/c.test.ts', ...many],
    'none is left out, none twice',
  );
});

t.test('a group is one file that loads its files in order; a file alone is given as it is', async (t) => {
  const root = t.testdir();
  const files = ['a/b/test/2.test.ts', 'a/b/test/1.test.ts'];
  const groups = [
    { name: 'a/b', files },
    { name: 'c', files: ['c.test.ts'] },
  ];
  t.same(entriesOf(root, groups), ['.kcs/tests/a/b.mjs', 'c.test.ts']);
  t.match(readFileSync(join(root, '.kcs/tests/a/b.mjs'), 'utf8'), /2\.test\.ts.*\n.*1\.test\.ts/);
  entriesOf(root, []);
  t.notOk(existsSync(join(root, '.kcs/tests')), 'nothing stays of an earlier run');
});
