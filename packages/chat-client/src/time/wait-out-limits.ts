import { asApiError } from '../api/api-error.ts';
import { extendToRequestedWaitMs } from './back-off.ts';
import { Stop } from './stop.ts';
import type { Time } from './time.ts';

/**
 * The longest time to wait for a rate limit, which is about as long as a person waits for a click to take effect. If
 * the server requests a longer wait, such as for an hourly limit, the error is thrown instead.
 */
const MAX_RATE_LIMIT_WAIT_MS = 5_000;
const MAX_REQUEST_REPEATS = 3;

/**
 * Wraps a function that sends a request. If the server rejects a request because of a rate limit, waits as long as the
 * server says and sends the request again, at most three times. Sending it again is safe, because the server did not
 * execute the rejected request (LIM-1).
 */
export function withRateLimitWaits<A extends unknown[], T>(
  request: (...args: A) => Promise<T>,
  time: Time,
): (...args: A) => Promise<T> {
  return async (...args) => {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await request(...args);
      } catch (thrown) {
        const { code, retryAfterMs } = asApiError(thrown);
        const mayRepeatRequest = code === 'RATE_LIMITED' && repeats < MAX_REQUEST_REPEATS;
        if (!mayRepeatRequest || retryAfterMs === undefined || retryAfterMs > MAX_RATE_LIMIT_WAIT_MS)
          throw thrown;
        await time.sleep(extendToRequestedWaitMs(0, retryAfterMs, time.random()), new Stop());
      }
    }
  };
}
