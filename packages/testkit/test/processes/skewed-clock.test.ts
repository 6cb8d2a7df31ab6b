import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createSkewedClockEnv, TestProcess } from '../../src/index.ts';

const PRINT_TIMES_PROGRAM_PATH = fileURLToPath(new URL('../support/print-times.mjs', import.meta.url));

t.test(
  'a skewed clock shifts the current time by the same amount however it is read, but shifts no parsed dates',
  async (t) => {
    for (const skewMs of [60_000, -3_600_000]) {
      const skewedProcess = TestProcess.start(t, PRINT_TIMES_PROGRAM_PATH, {
        env: createSkewedClockEnv(skewMs),
      });
      const printedTimes = JSON.parse(await skewedProcess.line('{'));
      for (const name of ['now', 'noArguments', 'called']) {
        t.ok(Math.abs(printedTimes[name] - Date.now() - skewMs) < 30_000, `${name} is skewed`);
      }
      t.equal(printedTimes.parsed, '2026-01-31T12:00:00.000Z');
      t.equal(printedTimes.isDate, true);
    }
  },
);
