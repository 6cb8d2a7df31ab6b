import { setTimeout as delay } from 'node:timers/promises';

/**
 * Starts `count` operations at fixed times, `intervalMs` apart, even if earlier ones have not ended yet. Returns how
 * many milliseconds after its scheduled start each operation ended. So a late start counts as waiting time, and a slow
 * system cannot reduce its own load. `operate` receives the scheduled start as a time of `performance.now`.
 */
export async function runOpenLoop(
  count: number,
  intervalMs: number,
  operate: (n: number, dueAt: number) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<number[]> {
  const startedAt = performance.now();
  const running: Promise<number>[] = [];
  for (let n = 0; n < count; n++) {
    signal?.throwIfAborted();
    const dueAt = startedAt + n * intervalMs;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    const operation = operate(n + 1, dueAt).then(() => performance.now() - dueAt);
    // `Promise.all` below throws the failure. Until then, Node.js must not treat it as unhandled.
    operation.catch(() => {});
    running.push(operation);
  }
  return Promise.all(running);
}
