import t from 'tap';
import { createFaultRow } from '../../src/judge/fault-row.ts';
import { formatFaultTable, formatMsAsSeconds } from '../../src/report/report.ts';
import { formatResultJson } from '../../src/report/result-json.ts';

const killFaultRow = {
  ...createFaultRow('kill -9 gateway'),
  times: 2,
  acknowledged: 30,
  lost: 1,
  undelivered: 2,
};

t.test('the chaos report has one line per fault and adds up lost and undelivered events', async (t) => {
  const [head, , line, ...more] = formatFaultTable([{ ...killFaultRow, catchUpMs: [1_200] }]).split('\n');
  t.match(head, /fault .* acknowledged .* lost /);
  t.match(line, /2 × kill -9 gateway +\| +30 \| +3 \|.* 1\.2 s \| +1\.2 s \| +1\.2 s \|/);
  t.same(more, []);
});

t.test(
  'the JSON result of a chaos run contains percentiles, with null for clients that never caught up',
  async (t) => {
    const rowsWithCatchUp = [{ ...killFaultRow, catchUpMs: [10.4, Number.POSITIVE_INFINITY] }];
    t.match(JSON.parse(formatResultJson({ seed: 7, short: true, breaches: ['x'], rows: rowsWithCatchUp })), {
      ...{ seed: 7, short: true, breaches: ['x'] },
      rows: [{ fault: 'kill -9 gateway', lost: 1, catchUpMs: { samples: 2, p50: 10, p99: null } }],
    });
  },
);

t.test('the chaos report shows durations in seconds', async (t) => {
  t.same([1_234, Number.POSITIVE_INFINITY, null].map(formatMsAsSeconds), ['1.2 s', 'never', '–']);
});
