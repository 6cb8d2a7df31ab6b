import { asApiError } from '../api/api-error.ts';
import { backOff, spread } from './back-off.ts';
import type { Time } from './time.ts';

/** Repeats the task while its failure may pass, until `signal` fires; throws what will not pass. */
export async function retrying<T>(task: () => Promise<T>, time: Time, signal: AbortSignal): Promise<T> {
  const since = time.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!error.retryable || signal.aborted) throw error;
      const named = error.retryAfterMs;
      const wait = backOff(attempt, time.now() - since, time.random());
      await time.sleep(named === undefined ? wait : spread(named, time.random()), signal);
      if (signal.aborted) throw error;
    }
  }
}
