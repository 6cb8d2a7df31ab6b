import { asApiError } from '../api/api-error.ts';
import { computeBackOffMs, extendToRequestedWaitMs } from './back-off.ts';
import type { Stop } from './stop.ts';
import type { Time } from './time.ts';

/**
 * Runs the task until it succeeds and returns its result. Throws the last `ApiError` if it is not retryable, or when
 * `stop` fires.
 */
export async function runWithRetries<T>(task: () => Promise<T>, time: Time, stop: Stop): Promise<T> {
  const startedAt = time.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!error.retryable || stop.hasFired) throw error;
      const waitMs = computeBackOffMs(attempt, time.now() - startedAt, time.random());
      await time.sleep(extendToRequestedWaitMs(waitMs, error.retryAfterMs, time.random()), stop);
      if (stop.hasFired) throw error;
    }
  }
}
