import t from 'tap';
import { groupFiles } from '../../src/bundle/group-files.ts';

t.test(
  'test files of a package or a shared system share processes, and slow test files run alone',
  async (t) => {
    const chatApiFiles = Array.from({ length: 40 }, (_, n) => `services/chat-api/test/${n}.test.ts`);
    const filesThatRunAlone = [
      'infra/system-tests/test/a.test.ts',
      'infra/local/test/start/stop.test.ts',
      'infra/local/test/dev/dev.test.ts',
    ];
    const sharedSystemFiles = [
      'infra/system-tests/test/one-system/d.test.ts',
      'infra/system-tests/test/one-system/e.test.ts',
      'infra/system-tests/test/faulty-system/d.test.ts',
    ];
    const groups = groupFiles([
      ...filesThatRunAlone,
      'packages/auth/test/c.test.ts',
      ...chatApiFiles,
      ...sharedSystemFiles,
    ]);
    t.same(
      groups.map(({ name, files }) => [name, files.length]),
      [
        ['infra/system-tests/one-system', 2],
        ['infra/system-tests/faulty-system', 1],
        ['services/chat-api-1', 20],
        ['services/chat-api-2', 20],
        ...filesThatRunAlone.map((file) => [file, 1]),
        ['packages/auth', 1],
      ],
    );
    t.same(
      groups.flatMap(({ files }) => files),
      [...sharedSystemFiles, ...chatApiFiles, ...filesThatRunAlone, 'packages/auth/test/c.test.ts'],
      'every file is in exactly one group',
    );
  },
);
