import { computePercentile } from '../judge/breaches.ts';
import type { FaultRow } from '../judge/fault-row.ts';

const REPORT_COLUMNS: readonly (readonly [title: string, cell: (row: FaultRow) => string])[] = [
  ['fault', ({ fault, times }) => (times > 1 ? `${times} × ${fault}` : fault)],
  ['acknowledged', (row) => String(row.acknowledged)],
  ['lost', (row) => String(row.lost + row.undelivered)],
  ['plain: repeated', (row) => String(row.plain.repeated)],
  ['out of order', (row) => String(row.plain.outOfOrder)],
  ['library: duplicated', (row) => String(row.library.repeated)],
  ['out of order', (row) => String(row.library.outOfOrder)],
  ['catch-up p50', (row) => formatMsAsSeconds(computePercentile(row.catchUpMs, 0.5))],
  ['p99', (row) => formatMsAsSeconds(computePercentile(row.catchUpMs, 0.99))],
  ['all', (row) => formatMsAsSeconds(computePercentile(row.catchUpMs, 1))],
];

/** Formats the rows as a plain-text table that is also valid Markdown. */
export function formatFaultTable(rows: readonly FaultRow[]): string {
  const cellRows = [
    REPORT_COLUMNS.map(([title]) => title),
    ...rows.map((row) => REPORT_COLUMNS.map(([, cell]) => cell(row))),
  ];
  const columnWidths = REPORT_COLUMNS.map((_, n) => Math.max(...cellRows.map((row) => row[n]?.length ?? 0)));
  const formatRow = (row: readonly string[]) =>
    `| ${row.map((cell, n) => (n === 0 ? cell.padEnd(columnWidths[n] ?? 0) : cell.padStart(columnWidths[n] ?? 0))).join(' | ')} |`;
  const separatorRow = `|${columnWidths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head, ...body] = cellRows;
  return [formatRow(head ?? []), separatorRow, ...body.map(formatRow)].join('\n');
}

/** Formats milliseconds as seconds, such as `1.2 s`. Infinity becomes `never`, and null becomes a dash. */
export function formatMsAsSeconds(ms: number | null): string {
  if (ms === null) return '–';
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never';
}
