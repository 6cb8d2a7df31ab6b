import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createAlreadyRunningError, type LockHolder, readLockHolder } from './lock-holder.ts';
import { identifyProcess } from './process-identity.ts';

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
