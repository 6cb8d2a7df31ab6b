import t from 'tap';
import { FigureCollection, summarizeRounds } from '../../src/measure/figures.ts';

t.test('rounds are summarized by their median, lowest, and highest value', async (t) => {
  t.same(summarizeRounds([30, 10, 20]), { median: 20, lowest: 10, highest: 30 });
  t.same(summarizeRounds([4, 1, 2, 3]), { median: 2.5, lowest: 1, highest: 4 });
});

t.test('a ratio divides the sums of the same round', async (t) => {
  const figures = new FigureCollection();
  for (const [ours, guide] of [
    [10, 5],
    [9, 9],
  ] as const) {
    figures.add({ measure: 'CPU', subject: 'ours', unit: 'µs' }, ours);
    figures.add({ measure: 'CPU', subject: 'ours', part: 'gateway', unit: 'µs' }, 1);
    figures.add({ measure: 'CPU', subject: 'guide', unit: 'µs' }, guide);
  }
  figures.addRatio('CPU', 'ours', 'guide');
  figures.addRatio('CPU', 'ours', 'absent');
  t.same(
    figures.all.filter(({ against }) => against !== undefined),
    [{ measure: 'CPU', subject: 'ours', against: 'guide', unit: '×', values: [2, 1] }],
  );
});
