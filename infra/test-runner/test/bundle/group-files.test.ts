import t from 'tap';
import { groupFiles } from '../../src/bundle/group-files.ts';

t.test('test files of a package share processes, and slow test files run alone', async (t) => {
  const chatApiFiles = Array.from({ length: 18 }, (_, n) => `services/chat-api/test/${n}.test.ts`);
  const filesThatRunAlone = [
    'infra/system-tests/test/a.test.ts',
    'infra/local/test/start/stop.test.ts',
    'infra/local/test/dev/dev.test.ts',
  ];
  const sharedSystemFile = 'infra/system-tests/test/one-system/d.test.ts';
  const groups = groupFiles([
    ...filesThatRunAlone,
    'packages/auth/test/c.test.ts',
    ...chatApiFiles,
    sharedSystemFile,
  ]);
  t.same(
    groups.map(({ name, files }) => [name, files.length]),
    [
      ...filesThatRunAlone.map((file) => [file, 1]),
      ['infra/system-tests', 1],
      ['services/chat-api-1', 9],
      ['services/chat-api-2', 9],
      ['packages/auth', 1],
    ],
  );
  t.same(
    groups.flatMap(({ files }) => files),
    [...filesThatRunAlone, sharedSystemFile, ...chatApiFiles, 'packages/auth/test/c.test.ts'],
    'every file is in exactly one group',
  );
});
