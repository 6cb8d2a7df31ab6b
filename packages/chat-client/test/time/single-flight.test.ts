import t from 'tap';
import { singleFlight } from '../../src/time/single-flight.ts';

t.test('calls during a single-flight run share its result if they have the same key', async (t) => {
  let runs = 0;
  const run = singleFlight(async (key) => {
    runs += 1;
    await Promise.resolve();
    return `${key} ${runs}`;
  });
  t.same(await Promise.all([run('a'), run('a'), run('b')]), ['a 2', 'a 2', 'b 2']);
  t.equal(await run('a'), 'a 3');
});

t.test('a failed single-flight run is not shared with later calls', async (t) => {
  let isFailing = true;
  const run = singleFlight(async () => {
    if (isFailing) throw new Error('failed');
    return 'done';
  });
  await t.rejects(run('a'), { message: 'failed' });
  isFailing = false;
  t.equal(await run('a'), 'done');
});
