import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { waitOutLimits } from '../../src/time/wait-out-limits.ts';

/** A time whose sleeps end immediately and are recorded. */
function startTime() {
  const sleeps: number[] = [];
  return { sleeps, now: () => 0, random: () => 0, sleep: async (ms: number) => void sleeps.push(ms) };
}

/** A request that fails with the given errors, one after the other, and then succeeds. */
function failingWith(...errors: ApiError[]) {
  let calls = 0;
  const request = async (what: string) => {
    const error = errors[calls++];
    if (error) throw error;
    return `${what} done`;
  };
  return { request, calls: () => calls };
}

const limited = (retryAfterMs?: number) => new ApiError('RATE_LIMITED', 'Too many.', retryAfterMs);

t.test('LIM-1: a change that is refused by a rate limit waits as long as the server says', async (t) => {
  const time = startTime();
  const { request } = failingWith(limited(1_000), limited(2_000));
  t.equal(await waitOutLimits(request, time)('edit'), 'edit done');
  t.same(time.sleeps, [1_000, 2_000]);
});

t.test('a limit that lasts longer than a person waits is an error, and so are other failures', async (t) => {
  for (const error of [limited(3_600_000), limited(), new ApiError('FORBIDDEN', 'No.')]) {
    const time = startTime();
    const { request, calls } = failingWith(error);
    await t.rejects(waitOutLimits(request, time)('edit'), error);
    t.equal(calls(), 1);
    t.same(time.sleeps, []);
  }
});

t.test('a limit that does not end is an error after three repeats', async (t) => {
  const { request, calls } = failingWith(...Array.from({ length: 9 }, () => limited(1_000)));
  await t.rejects(waitOutLimits(request, startTime())('edit'), { code: 'RATE_LIMITED' });
  t.equal(calls(), 4);
});
