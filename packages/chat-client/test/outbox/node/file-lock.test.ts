import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { lockFile } from '../../../src/outbox/node/file-lock.ts';

/** A pid that no process has, because it is higher than any pid that the kernel assigns. */
const UNUSED_PID = 4_194_305;

/** Creates a lock file with this owner. Returns the path of the locked file. */
function createLock(t: Test, owner: string): string {
  const lockedPath = join(t.testdir(), 'outbox.jsonl');
  writeFileSync(`${lockedPath}.lock`, owner);
  return lockedPath;
}
async function assertAcquires(path: string): Promise<void> {
  const release = await lockFile(path);
  await release();
}

t.test('a file has only one owner at a time, even within one process', async (t) => {
  const path = join(t.testdir(), 'outbox.jsonl');
  const release = await lockFile(path);
  await t.rejects(lockFile(path), { message: /in use by process/ });
  await release();
  t.notOk(existsSync(`${path}.lock`), 'released');
  await assertAcquires(path);
});

// Lock files of earlier versions contain only the pid.
for (const [format, end] of [
  ['pid and host', ` on ${hostname()}\n`],
  ['only a pid', '\n'],
] as const) {
  t.test(`a lock file with ${format} is respected while the process that holds the lock runs`, async (t) => {
    const path = createLock(t, `${process.ppid}${end}`);
    await t.rejects(lockFile(path), { message: new RegExp(`in use by process ${process.ppid}`) });
  });

  t.test(`a lock file with ${format} is taken over if the process no longer runs`, async (t) => {
    await assertAcquires(createLock(t, `${process.pid}${end}`));
    await assertAcquires(createLock(t, `${UNUSED_PID}${end}`));
    t.pass('also from an earlier process with the same pid');
  });
}

t.test('an empty lock file is respected, because its owner is still writing it', async (t) => {
  await t.rejects(lockFile(createLock(t, '')), { message: /in use/ });
});

t.test('a lock from another host is taken over if it has not been renewed for a minute', async (t) => {
  for (const pid of [process.pid, UNUSED_PID]) {
    const path = createLock(t, `${pid} on another-container\n`);
    await t.rejects(lockFile(path), {
      message: new RegExp(`${pid} on another-container.*try again in 60 s`),
    });
    const aMinuteAgo = Date.now() / 1_000 - 61;
    utimesSync(`${path}.lock`, aMinuteAgo, aMinuteAgo);
    await assertAcquires(path);
  }
});
