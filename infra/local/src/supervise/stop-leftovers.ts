import { rmSync } from 'node:fs';
import { pause } from '@kcs/private-servers';
import { processIdentity } from './process-identity.ts';
import { type StateEntry, StateFile } from './state-file.ts';

const END_WITHIN_MS = 6_000;

/**
 * Stops what a start that was killed outright left running, and nothing else: a pid counts only together with the
 * time at which its process began. Returns the names of what it stopped.
 */
export async function stopLeftovers(statePath: string): Promise<string[]> {
  const left = StateFile.read(statePath).filter(isRunning).toReversed();
  for (const entry of left) signalGroup(entry, entry.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const deadline = Date.now() + END_WITHIN_MS;
  while (left.some(isRunning) && Date.now() < deadline) await pause(50);
  for (const entry of left.filter(isRunning)) signalGroup(entry, 'SIGKILL');
  while (left.some(isRunning)) await pause(50);
  rmSync(statePath, { force: true });
  return left.map(({ name }) => name);
}

function isRunning(entry: StateEntry): boolean {
  return !!entry.pid && !!entry.identity && processIdentity(entry.pid) === entry.identity;
}

function signalGroup({ pid }: StateEntry, signal: NodeJS.Signals): void {
  try {
    // Each was started as the leader of a group of its own.
    if (pid) process.kill(-pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}
