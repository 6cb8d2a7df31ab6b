import { type Figure, summarizeRounds } from '../measure/figures.ts';

/** Formats cells as a plain-text table that is also valid Markdown. The first row contains the titles. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const formatRow = (row: readonly string[]) =>
    `| ${widths.map((width, n) => (n === 0 ? (row[n] ?? '').padEnd(width) : (row[n] ?? '').padStart(width))).join(' | ')} |`;
  const separator = `|${widths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [titles = [], ...body] = rows;
  return [formatRow(titles), separator, ...body.map(formatRow)].join('\n');
}

/** Formats the figures of one scenario, with the median and the spread of all rounds. */
export function formatFigureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { median, lowest, highest } = summarizeRounds(figure.values);
    const { subject, part, against } = figure;
    const name = against ? `${subject} / ${against}` : part ? `${subject}: ${part}` : subject;
    return [
      figure.measure,
      name,
      `${formatNumber(median)} ${figure.unit}`,
      `${formatNumber(lowest)}–${formatNumber(highest)}`,
    ];
  });
  return formatTable([['measured', 'of', 'median', 'spread'], ...rows]);
}

/** Formats a number with three significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}
