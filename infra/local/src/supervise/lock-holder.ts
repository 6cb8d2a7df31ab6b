import { readFileSync } from 'node:fs';
import { StartError } from '@kcs/private-servers';

export interface LockHolder {
  pid: number;
  identity: string | null;
}

/** Returns the process that holds the lock. Returns undefined if nothing can be read from the lock file. */
export function readLockHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

/** Returns the error for a start that another process prevents. */
export function createAlreadyRunningError(pid: number): StartError {
  return new StartError(
    `KCS Chat is already running from this folder, as process ${pid}`,
    `Use it, or stop it first: kill ${pid}\n.kcs/state.json lists its processes.`,
  );
}
