import t from 'tap';
import { Stop } from '../../src/time/stop.ts';
import { systemTime } from '../../src/time/time.ts';

t.test('sleep resolves after the given time, or as soon as it is stopped', async (t) => {
  const startedAt = performance.now();
  await systemTime.sleep(20, new Stop());
  t.ok(performance.now() - startedAt >= 19);
  const stop = new Stop();
  const sleepPromise = systemTime.sleep(600_000, stop);
  stop.stop();
  await t.resolves(sleepPromise);
  await t.resolves(systemTime.sleep(600_000, stop), 'over before it began');
});
