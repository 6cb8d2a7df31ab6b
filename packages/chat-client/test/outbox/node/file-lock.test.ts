import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { acquireFileLock } from '../../../src/outbox/node/file-lock.ts';

/** A pid that no process has, because it is higher than any pid that the kernel assigns. */
const UNUSED_PID = 4_194_305;

/** Creates a lock file with this owner. Returns the path of the locked file. */
function createTestLockFile(t: Test, owner: string): string {
  const lockedPath = join(t.testdir(), 'outbox.jsonl');
  writeFileSync(`${lockedPath}.lock`, owner);
  return lockedPath;
}
async function assertFileLockable(path: string): Promise<void> {
  const releaseLock = await acquireFileLock(path);
  await releaseLock();
}

t.test('a file has only one owner at a time, even within one process', async (t) => {
  const outboxPath = join(t.testdir(), 'outbox.jsonl');
  const releaseLock = await acquireFileLock(outboxPath);
  await t.rejects(acquireFileLock(outboxPath), { message: /in use by process/ });
  await releaseLock();
  t.notOk(existsSync(`${outboxPath}.lock`), 'released');
  await assertFileLockable(outboxPath);
});

// Lock files of earlier versions contain only the pid.
for (const [format, end] of [
  ['pid and host', ` on ${hostname()}\n`],
  ['only a pid', '\n'],
] as const) {
  t.test(`a lock file with ${format} is respected while the process that holds the lock runs`, async (t) => {
    const lockedPath = createTestLockFile(t, `${process.ppid}${end}`);
    await t.rejects(acquireFileLock(lockedPath), {
      message: new RegExp(`in use by process ${process.ppid}`),
    });
  });

  t.test(`a lock file with ${format} is taken over if the process no longer runs`, async (t) => {
    await assertFileLockable(createTestLockFile(t, `${process.pid}${end}`));
    await assertFileLockable(createTestLockFile(t, `${UNUSED_PID}${end}`));
    t.pass('also from an earlier process with the same pid');
  });
}

t.test('an empty lock file is respected, because its owner is still writing it', async (t) => {
  await t.rejects(acquireFileLock(createTestLockFile(t, '')), { message: /in use/ });
});

t.test('a lock from another host is taken over if it has not been renewed for a minute', async (t) => {
  for (const pid of [process.pid, UNUSED_PID]) {
    const lockedPath = createTestLockFile(t, `${pid} on another-container\n`);
    await t.rejects(acquireFileLock(lockedPath), {
      message: new RegExp(`${pid} on another-container.*try again in 60 s`),
    });
    const overAMinuteAgoS = Date.now() / 1_000 - 61;
    utimesSync(`${lockedPath}.lock`, overAMinuteAgoS, overAMinuteAgoS);
    await assertFileLockable(lockedPath);
  }
});
