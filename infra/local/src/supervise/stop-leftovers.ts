import { rmSync } from 'node:fs';
import { pauseWithJitter } from '@kcs/private-servers';
import { isProcessRunning, type ProcessStateEntry, StateFile } from './state-file.ts';

const LEFTOVERS_END_WITHIN_MS = 6_000;

/**
 * Stops processes that kept running when an earlier run was killed. Checks the start time of each process, so that an
 * unrelated process with the same pid is not stopped. Returns the names of the stopped processes.
 */
export async function stopLeftovers(statePath: string): Promise<string[]> {
  const leftoverEntries = StateFile.read(statePath).filter(isProcessRunning).toReversed();
  for (const entry of leftoverEntries)
    signalProcessGroup(entry, entry.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const sigtermDeadline = Date.now() + LEFTOVERS_END_WITHIN_MS;
  while (leftoverEntries.some(isProcessRunning) && Date.now() < sigtermDeadline) await pauseWithJitter(50);
  for (const entry of leftoverEntries.filter(isProcessRunning)) signalProcessGroup(entry, 'SIGKILL');
  while (leftoverEntries.some(isProcessRunning)) await pauseWithJitter(50);
  rmSync(statePath, { force: true });
  return leftoverEntries.map(({ name }) => name);
}

function signalProcessGroup({ pid }: ProcessStateEntry, signal: NodeJS.Signals): void {
  try {
    // Signal the whole process group, because every process was started as the leader of its own group.
    if (pid) process.kill(-pid, signal);
  } catch {
    // The process ended after it was found running and before it got the signal.
  }
}
