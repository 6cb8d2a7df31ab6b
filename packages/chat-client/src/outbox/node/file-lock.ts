import { readFileSync } from 'node:fs';
import { stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A living owner touches its lock this often; one that is untouched for `STALE_MS` belongs to nobody any more. */
const TOUCH_MS = 5_000;
const STALE_MS = 60_000;

const heldHere = new Set<string>();

/** As the lock names it. Containers that share a volume may all run as process 1: only their hosts tell them apart. */
const here = (pid: number | string) => `${pid} on ${hostname()}`;
const own = here(process.pid);

/**
 * Makes this process the file's only owner until `release`, by a lock file beside it. A lock whose process is gone is
 * taken over; one of another host, whose processes cannot be seen, when it was not touched for `STALE_MS`. Throws when
 * another process holds it.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  if (heldHere.has(lock)) throw inUse(path, own);
  heldHere.add(lock);
  try {
    await acquire(path, lock);
  } catch (error) {
    heldHere.delete(lock);
    throw error;
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, TOUCH_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    heldHere.delete(lock);
    if (ownerOf(lock) === own) await unlink(lock).catch(() => undefined);
  };
}

async function acquire(path: string, lock: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      return await writeFile(lock, `${own}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(lock);
    if (!(await isStale(lock, owner))) throw inUse(path, owner);
    await unlink(lock).catch(() => undefined);
  }
  throw inUse(path, ownerOf(lock));
}

/** Nobody lives under that number, or it is this process's own, which a process before it had in another life. */
async function isStale(lock: string, owner: string): Promise<boolean> {
  if (owner === own) return true;
  const touched = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - touched > STALE_MS) return true;
  const [pid, host] = owner.split(' on ');
  // Of another host, or still being written by someone who was faster just now.
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function ownerOf(lock: string): string {
  try {
    const owner = readFileSync(lock, 'utf8').trimEnd();
    // Earlier versions named no host.
    return /^\d+$/.test(owner) ? here(owner) : owner;
  } catch {
    return '';
  }
}

const inUse = (path: string, owner: string) =>
  new Error(
    `The outbox ${path} is in use by process ${owner}. Stop it, or use another file. If it is gone already, try again in ${STALE_MS / 1_000} s.`,
  );
