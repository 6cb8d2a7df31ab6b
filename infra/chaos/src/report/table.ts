import { percentile } from '../judge/percentile.ts';
import type { Row } from '../judge/row.ts';
import { seconds } from './seconds.ts';

const COLUMNS: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ['fault', ({ fault, times }) => (times > 1 ? `${times} × ${fault}` : fault)],
  ['acknowledged', (row) => String(row.acknowledged)],
  ['lost', (row) => String(row.lost + row.undelivered)],
  ['plain: repeated', (row) => String(row.plain.repeated)],
  ['out of order', (row) => String(row.plain.outOfOrder)],
  ['library: duplicated', (row) => String(row.library.repeated)],
  ['out of order', (row) => String(row.library.outOfOrder)],
  ['catch-up p50', (row) => seconds(percentile(row.catchUpMs, 0.5))],
  ['p99', (row) => seconds(percentile(row.catchUpMs, 0.99))],
  ['all', (row) => seconds(percentile(row.catchUpMs, 1))],
];

/** The rows as a table in plain text; also good Markdown. */
export function table(rows: readonly Row[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  const widths = COLUMNS.map((_, n) => Math.max(...cells.map((line) => line[n]?.length ?? 0)));
  const line = (parts: readonly string[]) =>
    `| ${parts.map((part, n) => (n === 0 ? part.padEnd(widths[n] ?? 0) : part.padStart(widths[n] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head, ...body] = cells;
  return [line(head ?? []), rule, ...body.map(line)].join('\n');
}
