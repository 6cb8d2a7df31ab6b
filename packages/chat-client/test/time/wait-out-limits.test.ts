import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { withRateLimitWaits } from '../../src/time/wait-out-limits.ts';

/** Returns a clock that records each sleep and ends it immediately. */
function createSleepRecordingTime() {
  const sleepDurationsMs: number[] = [];
  return {
    sleeps: sleepDurationsMs,
    now: () => 0,
    random: () => 0,
    sleep: async (ms: number) => void sleepDurationsMs.push(ms),
  };
}

/** Returns a request function that fails with the given errors, one after the other, and then succeeds. */
function createFailingRequest(...errors: ApiError[]) {
  let callCount = 0;
  const request = async (what: string) => {
    const error = errors[callCount++];
    if (error) throw error;
    return `${what} done`;
  };
  return { request, calls: () => callCount };
}

const createRateLimitError = (retryAfterMs?: number) =>
  new ApiError('RATE_LIMITED', 'Too many.', retryAfterMs);

t.test(
  'LIM-1: a request that a rate limit refuses is sent again after the wait that the server names',
  async (t) => {
    const time = createSleepRecordingTime();
    const { request } = createFailingRequest(createRateLimitError(1_000), createRateLimitError(2_000));
    t.equal(await withRateLimitWaits(request, time)('edit'), 'edit done');
    t.same(time.sleeps, [1_000, 2_000]);
  },
);

t.test(
  'a rate limit of more than five seconds is thrown immediately as an error, and so is any other error',
  async (t) => {
    for (const error of [
      createRateLimitError(3_600_000),
      createRateLimitError(),
      new ApiError('FORBIDDEN', 'No.'),
    ]) {
      const time = createSleepRecordingTime();
      const { request, calls } = createFailingRequest(error);
      await t.rejects(withRateLimitWaits(request, time)('edit'), error);
      t.equal(calls(), 1);
      t.same(time.sleeps, []);
    }
  },
);

t.test('a request that is still rate-limited after three retries fails', async (t) => {
  const { request, calls } = createFailingRequest(
    ...Array.from({ length: 9 }, () => createRateLimitError(1_000)),
  );
  await t.rejects(withRateLimitWaits(request, createSleepRecordingTime())('edit'), { code: 'RATE_LIMITED' });
  t.equal(calls(), 4);
});
