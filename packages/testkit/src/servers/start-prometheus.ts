import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@kcs/private-servers';
import { eventually } from '../eventually.ts';
import type { TestContext } from '../test-context.ts';

interface PrometheusOptions {
  /** The replicas of each job by the name of the job. */
  readonly jobs: Readonly<Record<string, readonly { readonly ops: string }[]>>;
  readonly scrapeIntervalS: number;
  /** Absolute paths of rule files. Default: none. */
  readonly ruleFiles?: readonly string[];
}

/** A Prometheus that reads the metrics of a test system. */
export interface RunningPrometheus {
  /** Returns the data of a request to the HTTP API, such as `query?query=up`. Throws if Prometheus rejects it. */
  fetchData(path: string): Promise<unknown>;
}

const START_TIMEOUT_MS = 20_000;

/** Starts Prometheus, and stops it at the end of the test. Prometheus must be installed. */
export async function startPrometheus(
  t: TestContext,
  { jobs, scrapeIntervalS, ruleFiles = [] }: PrometheusOptions,
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-prometheus-'));
  const scrapeConfigs = Object.entries(jobs).map(([job, replicas]) => ({
    job_name: job,
    static_configs: [{ targets: replicas.map(({ ops }) => new URL(ops).host) }],
  }));
  const interval = `${scrapeIntervalS}s`;
  const config = {
    global: { scrape_interval: interval, scrape_timeout: interval },
    rule_files: ruleFiles,
    scrape_configs: scrapeConfigs,
  };
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
  const isAnswering = () => fetchData('query?query=1').catch(() => false);
  await eventually('the first answer of Prometheus', isAnswering, START_TIMEOUT_MS);
  return { fetchData };
}
