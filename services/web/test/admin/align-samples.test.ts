import t from 'tap';
import { alignSamples, findCurrentSamples } from '../../src/admin/align-samples.ts';

const createSample = (second: number, connections: number) => ({
  time: new Date(second * 1_000).toISOString(),
  ...{ connections, users: 0, rooms: 0, messages_per_s: 0, events_per_s: 0 },
  ...{ lag_mean_ms: null, lag_max_ms: null },
});
const report = {
  interval_s: 10,
  gateways: [
    { id: 'a', samples: [createSample(1_000, 5), createSample(1_011, 3), createSample(1_060, 7)] },
    { id: 'b', samples: [createSample(1_025, 2)] },
  ],
};

t.test('samples are assigned to common times, and a peak stays visible', async (t) => {
  t.same(alignSamples(report, 'connections'), {
    times: [1_000, 1_020, 1_040, 1_060],
    series: [
      { id: 'a', values: [5, null, null, 7] },
      { id: 'b', values: [null, 2, null, null] },
    ],
  });
});

t.test('a gateway without a value, and a report without gateways, have no points', async (t) => {
  t.same(alignSamples(report, 'lag_max_ms').series[0]?.values, [null, null, null, null]);
  t.same(alignSamples({ interval_s: 10, gateways: [] }, 'users'), { times: [], series: [] });
});

t.test('the current figures leave out a gateway that has stopped', async (t) => {
  t.same(
    findCurrentSamples(report).map(({ connections }) => connections),
    [7],
  );
  t.same(findCurrentSamples({ interval_s: 10, gateways: [] }), []);
});
