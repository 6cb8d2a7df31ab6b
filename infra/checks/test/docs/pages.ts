import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../support/root.ts';

export const readPage = (file: string): string => readFileSync(join(REPOSITORY_ROOT, file), 'utf8');

/** Returns the rows of the first table after `heading`, without the table's header. Each row is a list of its cells. */
export function readTableAfter(page: string, heading: string): string[][] {
  const headingIndex = page.indexOf(heading);
  if (headingIndex === -1) throw new Error(`The page has no "${heading}"`);
  const linesFromHeading = page.slice(headingIndex).split('\n');
  const firstRowIndex = linesFromHeading.findIndex((line) => line.startsWith('|'));
  const linesFromTable = linesFromHeading.slice(firstRowIndex);
  const tableEndIndex = linesFromTable.findIndex((line) => !line.startsWith('|'));
  return linesFromTable.slice(2, tableEndIndex === -1 ? undefined : tableEndIndex).map(splitTableRow);
}

/**
 * Splits a Markdown table row at each `|`. An escaped `\|` does not end a cell, because it is part of the cell's text.
 */
const splitTableRow = (row: string): string[] =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
