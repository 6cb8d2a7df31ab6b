import { spawnSync } from 'node:child_process';
import { startPrometheus, type TestSystem } from '@kcs/testkit';
import type { Test } from 'tap';

/** Why tests with Prometheus must be skipped; false if Prometheus is installed. */
export const skipWithoutPrometheus: string | false =
  spawnSync('prometheus', ['--version']).status === 0
    ? false
    : 'Prometheus is not installed. Run: apt-get install --no-install-recommends prometheus';

/** Queries to a Prometheus that reads the metrics of a test system. */
interface SystemPrometheus {
  /** Returns the number of series that the query currently returns. Throws if Prometheus rejects the query. */
  countSeries(query: string): Promise<number>;
  /** Returns the names of all metrics that the services declare, including metrics without a value. */
  listMetricNames(): Promise<readonly string[]>;
}

/** Starts Prometheus, which reads the metrics of the system every second, and stops it when the test ends. */
export async function runPrometheus(
  t: Test,
  { apis, gateways, presence }: TestSystem,
): Promise<SystemPrometheus> {
  const jobs = { 'chat-api': apis, 'realtime-gateway': gateways, presence };
  const { fetchData } = await startPrometheus(t, { jobs, scrapeIntervalS: 1 });
  return {
    countSeries: async (query) => {
      const data = await fetchData(`query?query=${encodeURIComponent(query)}`);
      return (data as { result: readonly unknown[] }).result.length;
    },
    listMetricNames: async () => Object.keys((await fetchData('metadata')) as object),
  };
}
