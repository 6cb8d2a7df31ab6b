import t from 'tap';
import { computePercentile } from '../../src/measure/percentiles.ts';

t.test('a percentile is the lowest value below or at which the given share of the values lies', async (t) => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  t.equal(computePercentile(values, 0.5), 50);
  t.equal(computePercentile(values, 0.99), 99);
  t.equal(computePercentile([7], 0.01), 7);
  t.ok(Number.isNaN(computePercentile([], 0.5)));
});
