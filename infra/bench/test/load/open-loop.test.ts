import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { runOpenLoop } from '../../src/load/open-loop.ts';

t.test('operations start on time even if earlier ones have not ended, and waiting counts', async (t) => {
  let running = 0;
  let highest = 0;
  const durations = await runOpenLoop(5, 1, async () => {
    running += 1;
    highest = Math.max(highest, running);
    await delay(60);
    running -= 1;
  });
  t.equal(durations.length, 5);
  t.ok(highest > 1, `${highest} at the same time`);
  for (const duration of durations) t.ok(duration >= 58, `${duration} ms`);
});

t.test('a late start counts as waiting time', async (t) => {
  const durations = await runOpenLoop(2, 1, async (n) => {
    const startedAt = performance.now();
    if (n === 1) while (performance.now() - startedAt < 50);
  });
  t.ok((durations[1] ?? 0) > 40, `${durations[1]} ms`);
});
