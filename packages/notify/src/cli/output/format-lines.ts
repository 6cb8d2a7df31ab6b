import { escapeText } from './escape-text.ts';

const MAX_WIDTH = 80;
const COLUMN_GAP = '  ';

/** Returns rows as aligned columns of at most 80 characters in total. The last column is shortened if necessary. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const printableRows = [header, ...rows].map((row) =>
    row.map((cell) => escapeText(cell).replaceAll('\n', ' ')),
  );
  const widths = header.map((_, n) => Math.max(...printableRows.map((row) => (row[n] ?? '').length)));
  return printableRows
    .map((row) =>
      shorten(
        row
          .map((cell, n) => cell.padEnd(widths[n] ?? 0))
          .join(COLUMN_GAP)
          .trimEnd(),
      ),
    )
    .join('\n');
}

/**
 * Breaks text into lines of at most 80 characters. Every line begins with `indent`. A word that is longer than a line,
 * such as a path, is not broken, so that it can be copied.
 */
export function wrapText(text: string, indent = ''): string {
  const lines: string[] = [];
  for (const paragraph of escapeText(text).split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && indent.length + line.length + 1 + word.length > MAX_WIDTH) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => `${indent}${line}`.trimEnd()).join('\n');
}

const shorten = (line: string): string =>
  line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH - 1)}…` : line;

/** Returns a count with its noun, such as `1 recipient` or `3 recipients`. */
export const formatCount = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
