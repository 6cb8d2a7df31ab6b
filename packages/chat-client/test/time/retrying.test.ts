import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { runWithRetries } from '../../src/time/retrying.ts';
import { Stop } from '../../src/time/stop.ts';
import { VirtualTime } from '../support/virtual-time.ts';

t.test('a temporary failure is retried after the wait that the server requests', async (t) => {
  const time = new VirtualTime(1);
  const startedAt = time.now();
  const errors = [createUnreachableError(), new ApiError('RATE_LIMITED', 'Too many requests.', 30_000)];
  const task = async () => {
    const error = errors.shift();
    if (error) throw error;
    return time.now() - startedAt;
  };
  const [elapsed] = await Promise.all([runWithRetries(task, time, new Stop()), time.run(120_000)]);
  t.ok(elapsed >= 30_000, `${elapsed} ms`);
});

t.test('a permanent failure is thrown without a retry', async (t) => {
  const task = async () => {
    throw new ApiError('FORBIDDEN', 'No.');
  };
  await t.rejects(runWithRetries(task, new VirtualTime(1), new Stop()), { code: 'FORBIDDEN' });
});

t.test('stopping a task ends its retries and throws the last failure', async (t) => {
  const time = new VirtualTime(1);
  const stop = new Stop();
  let attempts = 0;
  const result = runWithRetries(
    async () => {
      attempts += 1;
      throw createUnreachableError();
    },
    time,
    stop,
  );
  const rejected = t.rejects(result, { code: 'UNREACHABLE' });
  await time.run(0);
  stop.stop();
  await rejected;
  t.equal(attempts, 1);
});
