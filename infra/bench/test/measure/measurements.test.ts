import t from 'tap';
import { computeMedian, findLimitBreaches, formatMeasurementTable } from '../../src/measure/measurements.ts';

t.test('a measurement exceeds its limits if its median or its slowest run is above the limit', async (t) => {
  const runDurationsMs = [10, 300, 20];
  t.same(findLimitBreaches({ name: 'search', times: runDurationsMs }), [], 'no limits');
  t.same(findLimitBreaches({ name: 'search', times: runDurationsMs, medianMs: 20, worstMs: 300 }), []);
  t.same(findLimitBreaches({ name: 'search', times: runDurationsMs, medianMs: 19, worstMs: 299 }), [
    'search: the median of 20 ms is above 19 ms',
    'search: the slowest run took 300 ms, and the limit is 299 ms',
  ]);
});

t.test('the median of an empty list is 0', async (t) => {
  t.equal(computeMedian([]), 0);
});

t.test('the table of a drill has one line for each measurement, with aligned columns', async (t) => {
  const tableLines = formatMeasurementTable([
    { name: 'search', times: [1.25, 30], medianMs: 100, note: '50 hits' },
    { name: 'list', times: [7] },
  ]).split('\n');
  t.equal(tableLines.length, 4);
  t.match(tableLines[2], /^\| search +\| 30 ms +\| 100 ms +\| 30 ms +\| +\| 50 hits \|$/);
  t.equal(new Set(tableLines.map(({ length }) => length)).size, 1);
});
