import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchReport } from './bench-report.ts';
import { formatFigureTable } from './table.ts';
import { formatTargetTable } from './target-table.ts';

/** The script that draws the charts. It is not compiled, so the path is correct from the sources and from `dist`. */
const CHARTS_SCRIPT = fileURLToPath(new URL('../../page/charts.mjs', import.meta.url));
const UPLOT_FOLDER = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'));

const PAGE_STYLE = `body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; background: #f4f4f4; padding: 1rem; }
.charts { display: flex; flex-wrap: wrap; gap: 2rem; }`;

/** Returns an HTML page with the tables and charts of a report. The page contains everything that it needs. */
export async function renderPage(report: BenchReport): Promise<string> {
  const [uplotScript, uplotStyle, chartsScript] = await Promise.all([
    readFile(join(UPLOT_FOLDER, 'uPlot.iife.min.js'), 'utf8'),
    readFile(join(UPLOT_FOLDER, 'uPlot.min.css'), 'utf8'),
    readFile(CHARTS_SCRIPT, 'utf8'),
  ]);
  const { processor, cores, memoryGb, node, loadBefore } = report.machine;
  const sections = Object.entries(report.results).map(
    ([name, { figures }]) => `<h2>${escapeHtml(name)}</h2>
<div class="charts" id="charts-${escapeHtml(name)}"></div>
<pre>${escapeHtml(formatFigureTable(figures))}</pre>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>KCS Chat benchmark</title>
<style>${uplotStyle}
${PAGE_STYLE}</style>
<h1>KCS Chat benchmark</h1>
<p>${escapeHtml(report.date)}, rounds: ${report.rounds}. The tables show the medians. ${escapeHtml(processor)}, ${cores} cores, ${memoryGb} GB,
Node ${escapeHtml(node)}, load before the run ${loadBefore.toFixed(1)}.</p>
<pre>${escapeHtml(formatTargetTable(report.targets))}</pre>
${sections.join('\n')}
<script type="application/json" id="report">${escapeJsonForHtml(report)}</script>
<script>${uplotScript}</script>
<script type="module">${chartsScript}</script>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

/** Returns JSON for a script element. The JSON cannot end the element early. */
function escapeJsonForHtml(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
