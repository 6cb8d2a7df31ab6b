import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '@kcs/private-servers';
import { processIdentity } from './process-identity.ts';

interface Holder {
  pid: number;
  identity: string | null;
}

/** One start a folder. Returns what gives the place free again; throws with the holder's pid if one runs. */
export function takeStartLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const holder = read(path);
  if (holder && processIdentity(holder.pid) === holder.identity) throw alreadyRunning(holder.pid);
  rmSync(path, { force: true });
  const me: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? null };
  try {
    writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
  } catch (error) {
    // Another one came in between.
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
    `it already runs from this folder, as process ${pid}`,
    `use that one, or stop it first: kill ${pid}\n.kcs/state.json says what runs where`,
  );
}
