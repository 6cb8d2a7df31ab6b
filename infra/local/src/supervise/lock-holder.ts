import { readFileSync } from 'node:fs';
import { StartError } from '@kcs/private-servers';

export interface LockHolder {
  pid: number;
  identity: string | null;
}

export function readLockHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

export function createAlreadyRunningError(pid: number): StartError {
  return new StartError(
    `KCS Chat is already running from this folder, as process ${pid}`,
    `Use it, or stop it first: kill ${pid}\n.kcs/state.json lists its processes.`,
  );
}
