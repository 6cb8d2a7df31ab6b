import { readFile } from 'node:fs/promises';
import t from 'tap';
import type { BenchReport } from '../../src/report/bench-report.ts';
import { describeMachine } from '../../src/report/machine.ts';
import { formatNumber } from '../../src/report/table.ts';
import { writeReport } from '../../src/report/write-report.ts';

const report: BenchReport = {
  date: '2026-01-02T03:04:05.678Z',
  machine: describeMachine(),
  rounds: 2,
  results: {
    path: {
      figures: [
        { measure: 'CPU per message', subject: 'ours', unit: 'µs', values: [1, 3] },
        { measure: 'CPU per message', subject: '</script>', against: 'guide', unit: '×', values: [2] },
      ],
      skipped: [{ subject: 'ejabberd', reason: 'It is not installed' }],
    },
  },
  targets: [],
};

t.test('a report is written as JSON, and as a page that loads nothing else', async (t) => {
  const paths = await writeReport(t.testdir(), report);
  t.match(paths.json, /2026-01-02T03-04-05-678Z\.json$/);
  t.same(JSON.parse(await readFile(paths.json, 'utf8')), report);
  const page = await readFile(paths.page, 'utf8');
  t.match(page, /\| CPU per message +\| +ours +\| +2 µs +\| +1–3 +\|/);
  t.notMatch(page, /<(script|link|img)[^>]+(src|href)=/);
  t.equal(page.match(/<\/script>/g)?.length, 3, 'no value of the report ends a script');
});

t.test('numbers have three significant digits', async (t) => {
  t.same([0.88888, 12.345, 1_234.5, Number.NaN].map(formatNumber), ['0.889', '12.3', '1,235', '–']);
});
