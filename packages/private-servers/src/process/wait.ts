import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for a random time between half of `ms` and `ms`. The random time keeps processes that wait for the same event
 * from acting at the same moment. Throws the signal's reason if the signal is aborted.
 */
export async function pauseWithJitter(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
  } catch {
    signal?.throwIfAborted();
  }
}

export interface WaitOptions {
  /** What to wait for, such as the name of a process. Error messages contain this name. */
  name: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Calls `probe` repeatedly until it resolves. The first pauses are 20 ms, because most processes are ready within 100
 * ms, and later pauses are longer. After the timeout, throws an error that states the last failure. If the signal is
 * aborted, throws the signal's reason.
 */
export async function waitUntil(probe: () => Promise<unknown>, options: WaitOptions): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 1.5, 500)) {
    options.signal?.throwIfAborted();
    try {
      await probe();
      return;
    } catch (cause) {
      options.signal?.throwIfAborted();
      if (Date.now() > deadline) {
        throw new Error(
          `${options.name} was not ready within ${options.timeoutMs} ms: ${describeCause(cause)}`,
          {
            cause,
          },
        );
      }
    }
    await pauseWithJitter(waitMs, options.signal);
  }
}

function describeCause(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return describeCause(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
