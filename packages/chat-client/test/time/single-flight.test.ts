import t from 'tap';
import { singleFlight } from '../../src/time/single-flight.ts';

t.test('calls during a single-flight run share its result if they have the same key', async (t) => {
  let runCount = 0;
  const runShared = singleFlight(async (key) => {
    runCount += 1;
    await Promise.resolve();
    return `${key} ${runCount}`;
  });
  t.same(await Promise.all([runShared('a'), runShared('a'), runShared('b')]), ['a 2', 'a 2', 'b 2']);
  t.equal(await runShared('a'), 'a 3');
});

t.test('a failed single-flight run is not shared with later calls', async (t) => {
  let isTaskFailing = true;
  const runShared = singleFlight(async () => {
    if (isTaskFailing) throw new Error('failed');
    return 'done';
  });
  await t.rejects(runShared('a'), { message: 'failed' });
  isTaskFailing = false;
  t.equal(await runShared('a'), 'done');
});
