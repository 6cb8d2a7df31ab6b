import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestSystem } from '@kcs/testkit';
import type { Test } from 'tap';

const JOBS = ['apis', 'gateways', 'presence'] as const;
const JOB_NAMES = { apis: 'chat-api', gateways: 'realtime-gateway', presence: 'presence' } as const;

/** Why tests with Prometheus must be skipped; false if Prometheus is installed. */
export const skipWithoutPrometheus: string | false =
  spawnSync('prometheus', ['--version']).status === 0
    ? false
    : 'Prometheus is not installed. Run: apt-get install --no-install-recommends prometheus';

/** A Prometheus that reads the metrics of a test system. */
export interface RunningPrometheus {
  /** Returns the number of series that the query has at present. Throws if Prometheus rejects the query. */
  countSeries(query: string): Promise<number>;
  /** Returns the names of all metrics that the services declare, also of those without a value. */
  listMetricNames(): Promise<readonly string[]>;
}

/** Starts Prometheus, which reads the metrics of the system every second, and stops it when the test ends. */
export async function runPrometheus(t: Test, system: TestSystem): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-prometheus-'));
  const scrapeConfigs = JOBS.map((job) => ({
    job_name: JOB_NAMES[job],
    static_configs: [{ targets: system[job].map(({ ops }) => new URL(ops).host) }],
  }));
  const config = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: scrapeConfigs };
  // YAML is a superset of JSON.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const port = await findFreePort();
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const exitPromise = once(prometheus, 'exit');
  t.teardown(async () => {
    prometheus.kill('SIGKILL');
    await exitPromise;
    await rm(folder, { recursive: true, force: true });
  });
  const fetchData = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const { status, data, error } = (await response.json()) as Record<string, unknown>;
    if (status !== 'success') throw new Error(String(error));
    return data;
  };
  await system.until(() => fetchData('query?query=1').catch(() => false), 20_000);
  return {
    countSeries: async (query) => {
      const data = await fetchData(`query?query=${encodeURIComponent(query)}`);
      return (data as { result: readonly unknown[] }).result.length;
    },
    listMetricNames: async () => Object.keys((await fetchData('metadata')) as object),
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
