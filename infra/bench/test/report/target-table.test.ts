import t from 'tap';
import { formatTargetTable } from '../../src/report/target-table.ts';
import { judgeTargets, type Target } from '../../src/targets.ts';

const targets: readonly Target[] = [
  { scenario: 'latency', measure: 'p99', subject: 'ours', unit: 'ms', limit: { atMost: 2_000 } },
  { scenario: 'latency', measure: 'rate', subject: 'ours', against: 'guide', limit: { atLeast: 1.1 } },
];

t.test('absolute targets are judged and shown with their unit, and ratios without one', async (t) => {
  const judged = judgeTargets(
    targets,
    new Map([
      [
        'latency',
        [
          { measure: 'p99', subject: 'ours', part: 'gateway', unit: 'ms', values: [9_000] },
          { measure: 'p99', subject: 'ours', unit: 'ms', values: [46.13] },
          { measure: 'rate', subject: 'ours', unit: 'per s', values: [900] },
          { measure: 'rate', subject: 'ours', against: 'guide', unit: '×', values: [0.9] },
        ],
      ],
    ]),
  );
  const cells = formatTargetTable(judged)
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  t.same(cells, [
    ['', 'latency: p99, ours', '≤ 2,000 ms', '46.1 ms', 'kept', ''],
    ['', 'latency: rate, ours / guide', '≥ 1.1', '0.9', 'missed', ''],
  ]);
});
