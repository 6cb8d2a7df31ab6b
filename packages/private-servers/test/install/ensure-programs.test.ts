import { accessSync, constants } from 'node:fs';
import t from 'tap';
import { ensurePrograms, findChromiumPath, listMissingPrograms } from '../../src/index.ts';
import { findBinaryPath } from '../../src/process/find-binary.ts';

const ALL_PROGRAMS = ['postgresql', 'redis-server', 'nats-server', 'haproxy', 'chromium'] as const;

t.test('ensurePrograms installs nothing if all programs are installed', async (t) => {
  t.same(listMissingPrograms(ALL_PROGRAMS), []);
  const progressLines: string[] = [];
  await ensurePrograms(ALL_PROGRAMS, { say: (line) => progressLines.push(line) });
  t.same(progressLines, []);
  accessSync(findChromiumPath() ?? '', constants.X_OK);
});

t.test('findBinary finds programs on PATH and in system folders', async (t) => {
  accessSync(findBinaryPath('sh') ?? '', constants.X_OK);
  t.equal(findBinaryPath('no-such-program'), undefined);
});
