import { readdirSync, readFileSync } from 'node:fs';

const FREEZE_TIMEOUT_MS = 1_000;

/**
 * Suspends the process with SIGSTOP. On Linux, returns only after every thread is suspended, because the signal takes
 * effect asynchronously and a running thread could still send data.
 */
export function freezeProcess(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  if (process.platform !== 'linux') return;
  const deadline = performance.now() + FREEZE_TIMEOUT_MS;
  while (!areAllThreadsStopped(pid) && performance.now() < deadline);
}

function areAllThreadsStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const threadStat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return threadStat.slice(threadStat.lastIndexOf(')') + 2).startsWith('T');
  });
}
