import t from 'tap';
import { runInFlight } from '../../src/load/in-flight.ts';

t.test('the given number of operations runs, never more than the limit at the same time', async (t) => {
  let running = 0;
  let highest = 0;
  const numbers: number[] = [];
  await runInFlight(20, 3, async (n) => {
    numbers.push(n);
    running += 1;
    highest = Math.max(highest, running);
    await new Promise(setImmediate);
    running -= 1;
  });
  t.same(
    numbers,
    Array.from({ length: 20 }, (_, n) => n + 1),
  );
  t.equal(highest, 3);
});

t.test('after a failed operation, no further operation starts', async (t) => {
  let startedCount = 0;
  const load = runInFlight(100, 2, async () => {
    startedCount += 1;
    if (startedCount === 5) throw new Error('refused');
    await new Promise(setImmediate);
  });
  await t.rejects(load, { message: 'refused' });
  await new Promise(setImmediate);
  t.ok(startedCount <= 7, `${startedCount} operations`);
});
