import t from 'tap';
import { groupFiles } from '../src/group-files.ts';

t.test('files of a package share processes, those that take long have their own', async (t) => {
  const many = Array.from({ length: 16 }, (_, n) => `services/chat-api/test/${n}.test.ts`);
  const alone = ['infra/system-tests/test/a.test.ts', 'infra/local/test/stop.test.ts'];
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
