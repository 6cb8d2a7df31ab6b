import { eventually } from '@kcs/testkit';
import t from 'tap';
import { addJitter, repeatEvery, retry, sleep, withTimeout } from '../src/index.ts';
import { createRecordingLogger } from './support/recording-logger.ts';

t.test('addJitter returns times around the given time and never a negative time', async (t) => {
  const values = Array.from({ length: 500 }, () => addJitter(1000, 0.5));
  t.ok(values.every((ms) => ms >= 500 && ms <= 1500));
  t.ok(Math.max(...values) - Math.min(...values) > 500, 'the values differ');
  t.ok(Array.from({ length: 100 }, () => addJitter(10, 3)).every((ms) => ms >= 0));
});

t.test(
  'sleep rejects immediately when its signal is aborted, and otherwise resolves after the given time',
  async (t) => {
    const controller = new AbortController();
    const sleeping = sleep(60_000, controller.signal);
    controller.abort();
    await t.rejects(sleeping, { name: 'AbortError' });
    const startedAt = performance.now();
    await sleep(20);
    t.ok(performance.now() - startedAt >= 19);
  },
);

t.test(
  'retrying ends when the task succeeds, when the attempts run out, or when the signal is aborted',
  async (t) => {
    let calls = 0;
    const succeedOnThirdCall = async () => {
      calls += 1;
      if (calls < 3) throw new Error(`attempt ${calls}`);
      return calls;
    };
    t.equal(await retry(succeedOnThirdCall, { baseMs: 1, maxMs: 4 }), 3);

    calls = -10;
    await t.rejects(retry(succeedOnThirdCall, { attempts: 2, baseMs: 1, maxMs: 4 }), {
      message: 'attempt -8',
    });

    calls = -10;
    const controller = new AbortController();
    const retrying = retry(succeedOnThirdCall, { baseMs: 60_000, maxMs: 60_000, signal: controller.signal });
    controller.abort();
    await t.rejects(retrying, { message: 'attempt -9' });
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
    let running = 0;
    let overlapped = false;
    let runs = 0;
    let finish = () => {};
    const task = repeatEvery(
      1,
      async () => {
        running += 1;
        overlapped ||= running > 1;
        runs += 1;
        if (runs === 1) {
          running -= 1;
          throw new Error('first run');
        }
        if (runs === 3) await new Promise<void>((resolve) => (finish = resolve));
        running -= 1;
      },
      { logger, name: 'sweep' },
    );
    await eventually('the succeedOnThirdCall run', () => runs === 3);
    let stopped = false;
    const stop = task.stop().then(() => {
      stopped = true;
    });
    await sleep(20);
    t.notOk(stopped, 'the succeedOnThirdCall run is still in progress');
    finish();
    await stop;
    await sleep(20);
    t.equal(runs, 3, 'nothing runs after the stop');
    t.notOk(overlapped);
    t.match(lines, [{ task: 'sweep', err: { message: 'first run' } }]);
  },
);
