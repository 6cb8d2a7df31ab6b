import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchReport } from './bench-report.ts';
import { renderPage } from './page.ts';

/** Writes the report as JSON and as a page that works offline. Returns the paths. */
export async function writeReport(
  folder: string,
  report: BenchReport,
): Promise<{ json: string; page: string }> {
  await mkdir(folder, { recursive: true });
  const base = join(folder, report.date.replace(/[:.]/g, '-'));
  const paths = { json: `${base}.json`, page: `${base}.html` };
  await writeFile(paths.json, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(paths.page, await renderPage(report));
  return paths;
}
