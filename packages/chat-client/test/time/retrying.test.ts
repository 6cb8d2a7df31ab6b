import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { runWithRetries } from '../../src/time/retrying.ts';
import { Stop } from '../../src/time/stop.ts';
import { VirtualTime } from '../support/virtual-time.ts';

t.test('a temporary failure is retried after the wait that the server requests', async (t) => {
  const time = new VirtualTime(1);
  const startedAt = time.now();
  const errorsToThrow = [
    createUnreachableError(),
    new ApiError('RATE_LIMITED', 'Too many requests.', 30_000),
  ];
  const failTwiceThenReturnElapsedMs = async () => {
    const error = errorsToThrow.shift();
    if (error) throw error;
    return time.now() - startedAt;
  };
  const [elapsedMs] = await Promise.all([
    runWithRetries(failTwiceThenReturnElapsedMs, time, new Stop()),
    time.run(120_000),
  ]);
  t.ok(elapsedMs >= 30_000, `${elapsedMs} ms`);
});

t.test('a permanent failure is thrown without a retry', async (t) => {
  const failPermanently = async () => {
    throw new ApiError('FORBIDDEN', 'No.');
  };
  await t.rejects(runWithRetries(failPermanently, new VirtualTime(1), new Stop()), { code: 'FORBIDDEN' });
});

t.test('stopping a task ends its retries and throws the last failure', async (t) => {
  const time = new VirtualTime(1);
  const stop = new Stop();
  let attemptCount = 0;
  const resultPromise = runWithRetries(
    async () => {
      attemptCount += 1;
      throw createUnreachableError();
    },
    time,
    stop,
  );
  const rejectionPromise = t.rejects(resultPromise, { code: 'UNREACHABLE' });
  await time.run(0);
  stop.stop();
  await rejectionPromise;
  t.equal(attemptCount, 1);
});
