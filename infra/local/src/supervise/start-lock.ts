import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '@kcs/private-servers';
import { identifyProcess } from './process-identity.ts';

interface LockHolder {
  pid: number;
  identity: string | null;
}

/**
 * Takes the lock that allows only one run per folder, and returns a function that releases it. If the process that
 * holds the lock no longer exists, takes the lock over. If another run holds the lock, throws a StartError that names
 * its process.
 */
export function takeStartLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const lockHolder = readLockHolder(path);
  if (lockHolder && identifyProcess(lockHolder.pid) === lockHolder.identity)
    throw createAlreadyRunningError(lockHolder.pid);
  rmSync(path, { force: true });
  const newLockHolder: LockHolder = {
    pid: process.pid,
    identity: identifyProcess(process.pid) ?? null,
  };
  try {
    writeFileSync(path, JSON.stringify(newLockHolder), { flag: 'wx' });
  } catch (error) {
    // Another process took the lock after this one had found it free.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw createAlreadyRunningError(readLockHolder(path)?.pid ?? 0);
    throw error;
  }
  return () => rmSync(path, { force: true });
}

function readLockHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

function createAlreadyRunningError(pid: number): StartError {
  return new StartError(
    `KCS Chat is already running from this folder, as process ${pid}`,
    `Use it, or stop it first: kill ${pid}\n.kcs/state.json lists its processes.`,
  );
}
