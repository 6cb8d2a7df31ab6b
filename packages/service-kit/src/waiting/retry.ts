import { jittered } from './jittered.ts';
import { sleep } from './sleep.ts';

interface RetryOptions {
  /** How often the task is tried in all; without it there is no limit but the signal. */
  attempts?: number;
  /** The first pause; each further one is twice as long, up to `maxMs`. */
  baseMs: number;
  maxMs: number;
  signal?: AbortSignal;
}

/** Tries a task until it succeeds, with growing jittered pauses; then rejects with the task's last error. */
export const retry = async <T>(task: () => Promise<T>, options: RetryOptions): Promise<T> => {
  const { attempts = Number.POSITIVE_INFINITY, baseMs, maxMs, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (attempt >= attempts || signal?.aborted) throw error;
      const pauseMs = jittered(Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30)), 0.5);
      // The task's own error says more than "aborted" when the signal ends the pause.
      await sleep(pauseMs, signal).catch(() => Promise.reject(error));
    }
  }
};
