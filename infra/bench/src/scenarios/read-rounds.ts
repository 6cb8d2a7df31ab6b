import type { TestUser } from '@kcs/testkit';
import type { FigureCollection } from '../measure/figures.ts';
import { measureRunDurations } from '../measure/measurements.ts';
import { computePercentile } from '../measure/percentiles.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { ScenarioContext } from './scenario.ts';

/** One kind of request that only reads. */
export interface ReadRequest {
  readonly name: string;
  /** The path with the query. */
  readonly path: string;
}

const RUNS_PER_ROUND = 7;
const WARM_UP_RUNS = 3;

/**
 * Sends each request several times in each round, one after another. Returns the median of each kind of request, in
 * milliseconds, for each round. Throws if a request does not succeed.
 */
export async function measureReads(
  { rounds, scale, signal }: ScenarioContext,
  reader: TestUser,
  requests: readonly ReadRequest[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const read = async (path: string) => {
    signal.throwIfAborted();
    const { status, body } = await reader.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path} failed: ${status} ${JSON.stringify(body)}`);
  };
  for (const { path } of requests)
    await measureRunDurations(Math.ceil(WARM_UP_RUNS * scale), () => read(path));
  const mediansByName = new Map<string, number[]>(requests.map(({ name }) => [name, []]));
  await runInterleavedRounds(rounds, requests, async ({ name, path }) => {
    const times = await measureRunDurations(Math.ceil(RUNS_PER_ROUND * scale), () => read(path));
    mediansByName.get(name)?.push(computePercentile(times, 0.5));
  });
  return mediansByName;
}

/** Adds the highest of the medians of each round, and prints which kind of request was the slowest on average. */
export function addSlowest(
  figures: FigureCollection,
  measure: string,
  mediansByName: ReadonlyMap<string, readonly number[]>,
  say: (line: string) => void,
): void {
  const kinds = [...mediansByName];
  const rounds = kinds[0]?.[1].length ?? 0;
  for (let round = 0; round < rounds; round++) {
    const slowest = Math.max(...kinds.map(([, medians]) => medians[round] ?? 0));
    figures.add({ measure, subject: 'ours', unit: 'ms' }, slowest);
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const [name, medians = []] = kinds.sort(([, a], [, b]) => sum(b) - sum(a))[0] ?? [];
  say(`${measure}: ${name}, with ${(sum(medians) / rounds).toFixed(1)} ms`);
}
