import t from 'tap';
import { computePercentile, findPromiseBreaches } from '../../src/judge/breaches.ts';
import { createFaultRow, type FaultRow } from '../../src/judge/fault-row.ts';

t.test('a percentile is one of the measured samples', async (t) => {
  const hundredSamples = Array.from({ length: 100 }, (_, n) => 100 - n);
  t.equal(computePercentile(hundredSamples, 0.5), 50);
  t.equal(computePercentile(hundredSamples, 0.99), 99);
  t.equal(computePercentile(hundredSamples, 1), 100);
  t.equal(computePercentile([], 0.99), null);
  t.equal(computePercentile([1, Number.POSITIVE_INFINITY], 0.99), Number.POSITIVE_INFINITY);
});

t.test(
  'each broken promise in a report row is a breach, and a row without broken promises has no breach',
  async (t) => {
    const faultLimits = { caughtUpWithinMs: 5_000 };
    const createRowWithoutBreach = (): FaultRow => ({
      ...createFaultRow('a fault'),
      acknowledged: 9,
      catchUpMs: [10, 20],
    });
    t.same(findPromiseBreaches(createRowWithoutBreach(), faultLimits), []);
    const brokenRowFieldsByName: Record<string, Partial<FaultRow>> = {
      lost: { lost: 1 },
      undelivered: { undelivered: 1 },
      'plain repeat': { plain: { repeated: 1, outOfOrder: 0 } },
      'plain out of order': { plain: { repeated: 0, outOfOrder: 1 } },
      'library duplicate': { library: { repeated: 1, outOfOrder: 0 } },
      'library out of order': { library: { repeated: 0, outOfOrder: 1 } },
      late: { catchUpMs: [10, 5_001] },
    };
    for (const [name, change] of Object.entries(brokenRowFieldsByName)) {
      t.equal(findPromiseBreaches({ ...createRowWithoutBreach(), ...change }, faultLimits).length, 1, name);
    }
    t.equal(
      findPromiseBreaches({ ...createRowWithoutBreach(), catchUpMs: [Number.POSITIVE_INFINITY] }, faultLimits)
        .length,
      2,
      'never',
    );
  },
);
