import { eventually } from '@kcs/testkit';
import t from 'tap';
import { addJitter, repeatEvery, retry, sleep, withTimeout } from '../src/index.ts';
import { createRecordingLogger } from './support/recording-logger.ts';

t.test('addJitter returns times around the given time and never a negative time', async (t) => {
  const jitteredTimes = Array.from({ length: 500 }, () => addJitter(1000, 0.5));
  t.ok(jitteredTimes.every((ms) => ms >= 500 && ms <= 1500));
  t.ok(Math.max(...jitteredTimes) - Math.min(...jitteredTimes) > 500, 'the values differ');
  t.ok(Array.from({ length: 100 }, () => addJitter(10, 3)).every((ms) => ms >= 0));
});

t.test(
  'sleep rejects immediately when its signal is aborted, and otherwise resolves after the given time',
  async (t) => {
    const abortController = new AbortController();
    const pendingSleep = sleep(60_000, abortController.signal);
    abortController.abort();
    await t.rejects(pendingSleep, { name: 'AbortError' });
    const startedAt = performance.now();
    await sleep(20);
    t.ok(performance.now() - startedAt >= 19);
  },
);

t.test(
  'retrying ends when the task succeeds, when the attempts run out, or when the signal is aborted',
  async (t) => {
    let callCount = 0;
    const succeedOnThirdCall = async () => {
      callCount += 1;
      if (callCount < 3) throw new Error(`attempt ${callCount}`);
      return callCount;
    };
    t.equal(await retry(succeedOnThirdCall, { baseMs: 1, maxMs: 4 }), 3);

    callCount = -10;
    await t.rejects(retry(succeedOnThirdCall, { attempts: 2, baseMs: 1, maxMs: 4 }), {
      message: 'attempt -8',
    });

    callCount = -10;
    const abortController = new AbortController();
    const pendingRetry = retry(succeedOnThirdCall, {
      baseMs: 60_000,
      maxMs: 60_000,
      signal: abortController.signal,
    });
    abortController.abort();
    await t.rejects(pendingRetry, { message: 'attempt -9' });
  },
);

t.test(
  'withTimeout rejects if the work takes too long, and otherwise settles as the work does',
  async (t) => {
    t.equal(await withTimeout(Promise.resolve(7), 1000, () => new Error('late')), 7);
    await t.rejects(
      withTimeout(Promise.reject(new Error('own')), 1000, () => new Error('late')),
      { message: 'own' },
    );
    await t.rejects(
      withTimeout(new Promise(() => undefined), 5, () => new Error('late')),
      { message: 'late' },
    );
  },
);

t.test(
  'runs of a periodic task never overlap, continue after a failed run, and have ended when `stop` resolves',
  async (t) => {
    const { logger, lines } = createRecordingLogger();
    let concurrentRunCount = 0;
    let haveRunsOverlapped = false;
    let runCount = 0;
    let finishRun = () => {};
    const repeatedTask = repeatEvery(
      1,
      async () => {
        concurrentRunCount += 1;
        haveRunsOverlapped ||= concurrentRunCount > 1;
        runCount += 1;
        if (runCount === 1) {
          concurrentRunCount -= 1;
          throw new Error('first run');
        }
        if (runCount === 3) await new Promise<void>((resolve) => (finishRun = resolve));
        concurrentRunCount -= 1;
      },
      { logger, name: 'sweep' },
    );
    await eventually('the third run', () => runCount === 3);
    let isTaskStopped = false;
    const taskStopPromise = repeatedTask.stop().then(() => {
      isTaskStopped = true;
    });
    await sleep(20);
    t.notOk(isTaskStopped, 'the third run is still in progress');
    finishRun();
    await taskStopPromise;
    await sleep(20);
    t.equal(runCount, 3, 'nothing runs after the stop');
    t.notOk(haveRunsOverlapped);
    t.match(lines, [{ task: 'sweep', err: { message: 'first run' } }]);
  },
);
