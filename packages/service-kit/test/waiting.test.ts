import t from 'tap';
import { every, jittered, newId, retry, sleep, withTimeout } from '../src/index.ts';
import { eventually } from './support/eventually.ts';
import { recordingLogger } from './support/recording-logger.ts';

t.test('jitter spreads around the time asked for and never below zero', async (t) => {
  const values = Array.from({ length: 500 }, () => jittered(1000, 0.5));
  t.ok(values.every((ms) => ms >= 500 && ms <= 1500));
  t.ok(Math.max(...values) - Math.min(...values) > 500, 'it does spread');
  t.ok(Array.from({ length: 100 }, () => jittered(10, 3)).every((ms) => ms >= 0));
});

t.test('a sleep ends at once when it is aborted', async (t) => {
  const ending = new AbortController();
  const asleep = sleep(60_000, ending.signal);
  ending.abort();
  await t.rejects(asleep, { name: 'AbortError' });
});

t.test('a retry ends with success, with its last error, or with its signal', async (t) => {
  let calls = 0;
  const third = async () => {
    calls += 1;
    if (calls < 3) throw new Error(`attempt ${calls}`);
    return calls;
  };
  t.equal(await retry(third, { baseMs: 1, maxMs: 4 }), 3);

  calls = -10;
  await t.rejects(retry(third, { attempts: 2, baseMs: 1, maxMs: 4 }), { message: 'attempt -8' });

  calls = -10;
  const ending = new AbortController();
  const trying = retry(third, { baseMs: 60_000, maxMs: 60_000, signal: ending.signal });
  ending.abort();
  await t.rejects(trying, { message: 'attempt -9' });
});

t.test('what is late is left behind, what is in time comes through', async (t) => {
  t.equal(await withTimeout(Promise.resolve(7), 1000, () => new Error('late')), 7);
  await t.rejects(
    withTimeout(Promise.reject(new Error('own')), 1000, () => new Error('late')),
    { message: 'own' },
  );
  await t.rejects(
    withTimeout(new Promise(() => undefined), 5, () => new Error('late')),
    { message: 'late' },
  );
});

t.test(
  'a repeated task never overlaps, survives failures, and its stop waits for the run under way',
  async (t) => {
    const { logger, lines } = recordingLogger();
    let running = 0;
    let overlapped = false;
    let runs = 0;
    let finish = () => {};
    const task = every(
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
    await eventually('the third run', () => runs === 3);
    let stopped = false;
    const stop = task.stop().then(() => {
      stopped = true;
    });
    await sleep(20);
    t.notOk(stopped, 'the third run is still under way');
    finish();
    await stop;
    await sleep(20);
    t.equal(runs, 3, 'nothing runs after the stop');
    t.notOk(overlapped);
    t.match(lines, [{ task: 'sweep', err: { message: 'first run' } }]);
  },
);

t.test('ids are of their kind, differ, and sort by time', async (t) => {
  const early = newId('room');
  await sleep(2);
  const later = newId('room');
  t.match(early, /^room_[0-9a-z]{26}$/);
  t.ok(early < later);
  t.equal(new Set(Array.from({ length: 10_000 }, () => newId('msg'))).size, 10_000);
});
