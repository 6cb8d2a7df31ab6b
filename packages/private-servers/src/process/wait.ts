import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits between half and the whole of `ms`, so that many who wait for the same thing do not act as one. Rejects with
 * the signal's reason when that is aborted.
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
  } catch {
    signal?.throwIfAborted();
  }
}

export interface WaitOptions {
  /** Names what is waited for in the error. */
  what: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Resolves when `probe` first resolves; rejects with its last failure when the time is over, with the signal's
 * reason at once when that is aborted. Begins quickly (20 ms) because most of what we start is ready within 100 ms.
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
        throw new Error(`${options.what} was not ready within ${options.timeoutMs} ms: ${describe(cause)}`, {
          cause,
        });
      }
    }
    await pause(waitMs, options.signal);
  }
}

function describe(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return describe(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
