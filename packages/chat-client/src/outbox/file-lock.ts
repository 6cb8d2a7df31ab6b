import { readFileSync } from 'node:fs';
import { readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';

/** A living owner touches its lock this often; one that is untouched for `STALE_MS` belongs to nobody any more. */
const TOUCH_MS = 5_000;
const STALE_MS = 60_000;

const heldHere = new Set<string>();

/**
 * Makes this process the file's only owner until `release`, by a lock file beside it. A lock whose process is gone is
 * taken over. Throws when another process lives that holds it.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  if (heldHere.has(lock)) throw inUse(path, process.pid);
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
    if (ownerOf(lock) === process.pid) await unlink(lock).catch(() => undefined);
  };
}

async function acquire(path: string, lock: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      return await writeFile(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
    if (!(await isStale(lock, owner))) throw inUse(path, owner);
    await unlink(lock).catch(() => undefined);
  }
  throw inUse(path, ownerOf(lock));
}

/** Nobody lives under that number, or it is this process's own, which a process before it had in another life. */
async function isStale(lock: string, owner: number): Promise<boolean> {
  if (owner === process.pid) return true;
  const touched = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - touched > STALE_MS) return true;
  // Still being written, by someone who was faster just now.
  if (Number.isNaN(owner)) return false;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function ownerOf(lock: string): number {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10);
  } catch {
    return Number.NaN;
  }
}

const inUse = (path: string, owner: number) =>
  new Error(`The outbox ${path} is in use by process ${owner}. Stop it, or use another file.`);
