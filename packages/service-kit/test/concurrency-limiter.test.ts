import t from 'tap';
import { createConcurrencyLimiter } from '../src/concurrency-limiter.ts';

t.test(
  'tasks wait in a bounded queue, and tasks that do not fit into it are refused immediately',
  async (t) => {
    const limiter = createConcurrencyLimiter({ concurrency: 2, maxWaiting: 3, maxWaitMs: 5_000 });
    let runningCount = 0;
    let maxRunningCount = 0;
    const startOrder: number[] = [];
    const pendingTasks = Array.from({ length: 9 }, (_, n) =>
      limiter.run(async () => {
        runningCount += 1;
        maxRunningCount = Math.max(maxRunningCount, runningCount);
        await new Promise((resolve) => setImmediate(resolve));
        startOrder.push(n);
        runningCount -= 1;
        return n;
      }),
    );
    const taskResults = await Promise.allSettled(pendingTasks);
    t.same(
      taskResults.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code)),
      [0, 1, 2, 3, 4, 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'],
    );
    t.equal(maxRunningCount, 2);
    t.same(startOrder, [0, 1, 2, 3, 4], 'tasks run in the order of arrival');
    t.equal(await limiter.run(async () => 'free again'), 'free again');
  },
);

t.test('a task that waited too long is refused and never runs', async (t) => {
  const limiter = createConcurrencyLimiter({ concurrency: 1, maxWaiting: 3, maxWaitMs: 30 });
  let finishFirstTask = () => {};
  const firstTaskPromise = limiter.run(() => new Promise<void>((resolve) => (finishFirstTask = resolve)));
  let hasSecondTaskRun = false;
  const secondTaskPromise = limiter.run(async () => {
    hasSecondTaskRun = true;
  });
  await t.rejects(secondTaskPromise, { code: 'UNAVAILABLE', retryAfterMs: 30 });
  finishFirstTask();
  await firstTaskPromise;
  await limiter.run(async () => {});
  t.notOk(hasSecondTaskRun);
});

t.test('a failed task frees its slot for the next task', async (t) => {
  const limiter = createConcurrencyLimiter({ concurrency: 1, maxWaiting: 1, maxWaitMs: 1_000 });
  for (const _ of [1, 2, 3]) {
    await t.rejects(
      limiter.run(() => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
  }
  t.equal(await limiter.run(async () => 1), 1);
});
