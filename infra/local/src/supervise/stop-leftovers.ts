import { rmSync } from 'node:fs';
import { pause } from '@kcs/private-servers';
import { identifyProcess } from './process-identity.ts';
import { type StateEntry, StateFile } from './state-file.ts';

const END_WITHIN_MS = 6_000;

/**
 * Stops processes that were left running when an earlier start was killed. Checks the start time of each process, so
 * that an unrelated process with the same pid is not stopped. Returns the names of the stopped processes.
 */
export async function stopLeftovers(statePath: string): Promise<string[]> {
  const leftovers = StateFile.read(statePath).filter(isRunning).toReversed();
  for (const entry of leftovers) signalProcessGroup(entry, entry.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const deadline = Date.now() + END_WITHIN_MS;
  while (leftovers.some(isRunning) && Date.now() < deadline) await pause(50);
  for (const entry of leftovers.filter(isRunning)) signalProcessGroup(entry, 'SIGKILL');
  while (leftovers.some(isRunning)) await pause(50);
  rmSync(statePath, { force: true });
  return leftovers.map(({ name }) => name);
}

function isRunning(entry: StateEntry): boolean {
  return !!entry.pid && !!entry.identity && identifyProcess(entry.pid) === entry.identity;
}

function signalProcessGroup({ pid }: StateEntry, signal: NodeJS.Signals): void {
  try {
    // Signal the whole process group, because every process was started as the leader of its own group.
    if (pid) process.kill(-pid, signal);
  } catch {
    // The process ended after it was found running and before it got the signal.
  }
}
