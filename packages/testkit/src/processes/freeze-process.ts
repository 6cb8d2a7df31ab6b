import { readdirSync, readFileSync } from 'node:fs';

const FREEZE_WITHIN_MS = 1_000;

/**
 * Suspends the process with SIGSTOP. On Linux, returns only after every thread is suspended, because the signal takes
 * effect asynchronously and a running thread could still send data.
 */
export function freezeProcess(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  if (process.platform !== 'linux') return;
  const deadline = performance.now() + FREEZE_WITHIN_MS;
  while (!areThreadsStopped(pid) && performance.now() < deadline);
}

function areThreadsStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  });
}
