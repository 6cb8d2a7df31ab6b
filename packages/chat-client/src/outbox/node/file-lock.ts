import { readFileSync } from 'node:fs';
import { stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * How often the owner updates the modification time of its lock file. A lock that is older than
 * `LOCK_ABANDONED_AFTER_MS` is considered abandoned.
 */
const LOCK_TOUCH_INTERVAL_MS = 5_000;
const LOCK_ABANDONED_AFTER_MS = 60_000;

const heldLockPaths = new Set<string>();

/**
 * Returns the text that identifies the owner in the lock file. It includes the host, because containers that share a
 * volume may all run as process 1.
 */
const formatLockOwner = (pid: number | string) => `${pid} on ${hostname()}`;
const thisProcessLockOwner = formatLockOwner(process.pid);

/**
 * Makes this process the only owner of a file by creating a lock file next to it. Returns a function that releases the
 * lock. Throws if another process holds the lock. If that process is no longer running, takes over its lock. A process
 * on another host cannot be checked, so its lock is taken over once the lock is older than `LOCK_ABANDONED_AFTER_MS`.
 */
export async function acquireFileLock(path: string): Promise<() => Promise<void>> {
  const lockPath = `${path}.lock`;
  if (heldLockPaths.has(lockPath)) throw createOutboxInUseError(path, thisProcessLockOwner);
  heldLockPaths.add(lockPath);
  try {
    await createLockFile(path, lockPath);
  } catch (error) {
    heldLockPaths.delete(lockPath);
    throw error;
  }
  const touchTimer = setInterval(() => {
    const touchTime = new Date();
    utimes(lockPath, touchTime, touchTime).catch(() => undefined);
  }, LOCK_TOUCH_INTERVAL_MS);
  touchTimer.unref();
  return async () => {
    clearInterval(touchTimer);
    heldLockPaths.delete(lockPath);
    if (readLockOwner(lockPath) === thisProcessLockOwner) await unlink(lockPath).catch(() => undefined);
  };
}

async function createLockFile(path: string, lock: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      return await writeFile(lock, `${thisProcessLockOwner}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const lockOwner = readLockOwner(lock);
    if (!(await isLockAbandoned(lock, lockOwner))) throw createOutboxInUseError(path, lockOwner);
    await unlink(lock).catch(() => undefined);
  }
  throw createOutboxInUseError(path, readLockOwner(lock));
}

async function isLockAbandoned(lock: string, owner: string): Promise<boolean> {
  // This process does not hold the lock (see `heldLockPaths`), so an earlier process with the same pid wrote the lock
  // file.
  if (owner === thisProcessLockOwner) return true;
  const touchedAt = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - touchedAt > LOCK_ABANDONED_AFTER_MS) return true;
  const [pid, host] = owner.split(' on ');
  // The lock belongs to another host, or its file is empty because the owner has not written its name yet.
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function readLockOwner(lock: string): string {
  try {
    const lockOwner = readFileSync(lock, 'utf8').trimEnd();
    // Lock files of earlier versions contain only the pid.
    return /^\d+$/.test(lockOwner) ? formatLockOwner(lockOwner) : lockOwner;
  } catch {
    return '';
  }
}

const createOutboxInUseError = (path: string, owner: string) =>
  new Error(
    `The outbox ${path} is in use by process ${owner}. Stop that process or use another file. If it is not running anymore, try again in ${LOCK_ABANDONED_AFTER_MS / 1_000} s.`,
  );
