import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePrograms } from '@kcs/private-servers';
import { TeardownStack } from './cleanup.ts';
import { formatFigureTable } from './report/table.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';
import type { Scenario, ScenarioResult } from './scenarios/scenario.ts';

/** What the bootstrap passes to `npm run bench`. */
export interface BenchContext {
  readonly args: readonly string[];
  /** The root folder of the repository. Results are written to `.kcs/bench` in it. */
  readonly root: string;
  readonly signal: AbortSignal;
  say(line: string): void;
}

const DEFAULT_ROUNDS = 5;

/** Implements `npm run bench`. */
export async function runBench({ args, root, signal, say }: BenchContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string' }, help: { type: 'boolean', short: 'h' }, scale: { type: 'string' } },
  });
  const scenarios = ALL_SCENARIOS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  await ensurePrograms(['postgresql', 'redis-server', 'nats-server'], { say, signal });
  const startedAt = performance.now();
  const sayWithTime = (line: string) =>
    say(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
  const results: Record<string, ScenarioResult> = {};
  for (const scenario of scenarios)
    results[scenario.name] = await runScenario(
      scenario,
      Number(values.rounds ?? DEFAULT_ROUNDS),
      Number(values.scale ?? 1),
      signal,
      sayWithTime,
    );
  for (const [name, { figures }] of Object.entries(results)) say(`\n${name}\n${formatFigureTable(figures)}`);
  const folder = join(root, '.kcs/bench');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'latest.json'), JSON.stringify(results, null, 2));
  return 0;
}

async function runScenario(
  scenario: Scenario,
  rounds: number,
  scale: number,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<ScenarioResult> {
  const teardownStack = new TeardownStack();
  try {
    say(`${scenario.name}: ${scenario.summary}`);
    return await scenario.run({ t: teardownStack, signal, rounds, scale, say: (line) => say(`  ${line}`) });
  } finally {
    await teardownStack.run();
  }
}
