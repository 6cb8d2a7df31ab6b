import { setTimeout as delay } from 'node:timers/promises';

/**
 * Starts `count` operations at fixed times, `intervalMs` apart, even if earlier ones have not ended yet. Returns how long
 * each took from the time at which it was due, in milliseconds. A late start therefore counts as waiting time, and a
 * slow system cannot slow down its own load.
 */
export async function runOpenLoop(
  count: number,
  intervalMs: number,
  operate: (n: number) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<number[]> {
  const startedAt = performance.now();
  const running: Promise<number>[] = [];
  for (let n = 0; n < count; n++) {
    signal?.throwIfAborted();
    const dueAt = startedAt + n * intervalMs;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    const operation = operate(n + 1).then(() => performance.now() - dueAt);
    // The failure is thrown by Promise.all below. Until then, it must not count as unhandled.
    operation.catch(() => {});
    running.push(operation);
  }
  return Promise.all(running);
}
