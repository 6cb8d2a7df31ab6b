import { readdirSync, readFileSync } from 'node:fs';

const STOPS_WITHIN_MS = 1_000;

const threadsStand = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  });

/** A signal only asks: on Linux every thread stands when this returns, so that nothing slips through after it. */
export const freezeProcess = (pid: number): void => {
  process.kill(pid, 'SIGSTOP');
  if (process.platform !== 'linux') return;
  const deadline = performance.now() + STOPS_WITHIN_MS;
  while (!threadsStand(pid) && performance.now() < deadline);
};
