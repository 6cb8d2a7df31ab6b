import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '@kcs/private-servers';
import { processIdentity } from './process-identity.ts';

interface Holder {
  pid: number;
  identity: string | null;
}

/**
 * Takes the lock that allows only one start per folder. Returns a function that releases it. Takes over the lock of a
 * dead process. Throws a StartError with the pid of the other start if that one is running.
 */
export function takeStartLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const holder = read(path);
  if (holder && processIdentity(holder.pid) === holder.identity) throw alreadyRunning(holder.pid);
  rmSync(path, { force: true });
  const me: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? null };
  try {
    writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
  } catch (error) {
    // Another start took the lock after this one had found it free.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyRunning(read(path)?.pid ?? 0);
    throw error;
  }
  return () => rmSync(path, { force: true });
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function alreadyRunning(pid: number): StartError {
  return new StartError(
    `KCS Chat is already running from this folder, as process ${pid}`,
    `Use it, or stop it first: kill ${pid}\n.kcs/state.json lists its processes.`,
  );
}
