import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '@kcs/private-servers';
import { identifyProcess } from './process-identity.ts';

interface Holder {
  pid: number;
  identity: string | null;
}

/**
 * Takes the lock that allows only one start per folder, and returns a function that releases the lock. Takes over the
 * lock of a dead process. Throws a StartError with the pid of the other start if another start is running.
 */
export function takeStartLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const holder = readHolder(path);
  if (holder && identifyProcess(holder.pid) === holder.identity) throw createAlreadyRunningError(holder.pid);
  rmSync(path, { force: true });
  const ownHolder: Holder = { pid: process.pid, identity: identifyProcess(process.pid) ?? null };
  try {
    writeFileSync(path, JSON.stringify(ownHolder), { flag: 'wx' });
  } catch (error) {
    // Another start has taken the lock since this start found it free.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw createAlreadyRunningError(readHolder(path)?.pid ?? 0);
    throw error;
  }
  return () => rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
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
