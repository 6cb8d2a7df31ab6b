import { fileURLToPath } from 'node:url';
import t from 'tap';
import { skewedClock, TestProcess } from '../../src/index.ts';

const PROGRAM = fileURLToPath(new URL('../support/print-times.mjs', import.meta.url));

t.test(
  'a skewed clock shifts the current time by the same amount however it is read, but shifts no parsed dates',
  async (t) => {
    for (const skewMs of [60_000, -3_600_000]) {
      const process = TestProcess.start(t, PROGRAM, { env: skewedClock(skewMs) });
      const times = JSON.parse(await process.line('{'));
      for (const name of ['now', 'noArguments', 'called']) {
        t.ok(Math.abs(times[name] - Date.now() - skewMs) < 30_000, `${name} is skewed`);
      }
      t.equal(times.parsed, '2026-01-31T12:00:00.000Z');
      t.equal(times.isDate, true);
    }
  },
);
