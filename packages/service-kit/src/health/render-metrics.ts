import type { Registry } from 'prom-client';

/** Matches the metrics that had no `kcs_` at the start of their names before all of our metrics got this prefix. */
const RENAMED_METRIC_PATTERN = /^(?:# (?:HELP|TYPE) )?kcs_(?:http|outbox|notification)_/;

/**
 * Returns the metrics page of the registry. A metric that got the prefix `kcs_` also appears under its former name, so
 * that existing dashboards and alerts still find the metric.
 */
export async function renderMetrics(registry: Registry): Promise<string> {
  const metricsPage = await registry.metrics();
  const linesWithFormerNames = metricsPage
    .split('\n')
    .filter((line) => RENAMED_METRIC_PATTERN.test(line))
    .map((line) => `${line.replace('kcs_', '')}\n`);
  return metricsPage + linesWithFormerNames.join('');
}
