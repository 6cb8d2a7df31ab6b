import { join } from 'node:path';
import { ensurePrograms } from '@kcs/private-servers';
import { TeardownStack } from '@kcs/testkit';
import { BENCH_USAGE, readBenchOptions } from './bench-options.ts';
import { type OurSchool, startOurSchool } from './peers/our-school.ts';
import { describeMachine } from './report/machine.ts';
import { formatFigureTable } from './report/table.ts';
import { formatTargetTable } from './report/target-table.ts';
import { writeReport } from './report/write-report.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenarios/scenario.ts';
import { LARGE_SCHOOL } from './school/school-scale.ts';
import { type JudgedTarget, judgeTargets, TARGETS } from './targets.ts';

/** What the bootstrap passes to `npm run bench`. */
export interface BenchContext {
  readonly args: readonly string[];
  /** The root folder of the repository. The results are written to `.kcs/bench` in it. */
  readonly root: string;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/**
 * Implements `npm run bench`. Resolves with exit code 0, even if a target is missed. With `--strict`, resolves with 1
 * if a target of the scenarios that ran is missed or was not measured.
 */
export async function runBench({ args, root, signal, say }: BenchContext): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    say(BENCH_USAGE);
    for (const { name, summary } of ALL_SCENARIOS) say(`  ${name.padEnd(10)} ${summary}`);
    return 0;
  }
  const scenarioNames = ALL_SCENARIOS.map(({ name }) => name);
  const { scenarios: wantedNames, rounds, strict } = readBenchOptions(args, scenarioNames);
  await ensurePrograms(['postgresql', 'redis-server', 'nats-server'], { say, signal });
  const machine = describeMachine();
  const startedAt = performance.now();
  const sayWithElapsedTime = (line: string) =>
    say(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);

  const scenarios = ALL_SCENARIOS.filter(({ name }) => wantedNames.includes(name));
  const results = await runScenarios(scenarios, { signal, rounds, scale: 1, say: sayWithElapsedTime });
  for (const [name, result] of Object.entries(results)) sayResult(say, name, result);
  const figuresByScenario = new Map(Object.entries(results).map(([name, { figures }]) => [name, figures]));
  const judgedTargets = judgeTargets(TARGETS, figuresByScenario);
  say(`\n${formatTargetTable(judgedTargets)}\n`);
  const paths = await writeReport(join(root, '.kcs/bench'), {
    date: new Date().toISOString(),
    machine,
    rounds,
    results,
    targets: judgedTargets,
  });
  say(`Charts: ${paths.page}\nFigures: ${paths.json}`);
  return sayVerdict(say, judgedTargets, wantedNames, strict);
}

async function runScenarios(
  scenarios: readonly Scenario[],
  context: Omit<ScenarioContext, 't'>,
): Promise<Record<string, ScenarioResult>> {
  const say = (line: string) => context.say(`  ${line}`);
  const schoolTeardowns = new TeardownStack();
  let school: Promise<OurSchool> | undefined;
  const openSchool = () => (school ??= startOurSchool(schoolTeardowns, LARGE_SCHOOL, { ...context, say }));
  const results: Record<string, ScenarioResult> = {};
  try {
    for (const scenario of scenarios) {
      context.say(`${scenario.name}: ${scenario.summary}`);
      const teardownStack = new TeardownStack();
      try {
        results[scenario.name] = await scenario.run({ ...context, say, t: teardownStack }, openSchool);
      } finally {
        await teardownStack.run();
      }
    }
  } finally {
    await schoolTeardowns.run();
  }
  return results;
}

function sayResult(say: (line: string) => void, name: string, { figures, skipped }: ScenarioResult): void {
  say(`\n${name}\n${formatFigureTable(figures)}`);
  for (const { subject, reason } of skipped) say(`Not measured: ${subject}. ${reason}`);
}

/** Prints how many targets were missed or not measured. Returns the exit code. */
function sayVerdict(
  say: (line: string) => void,
  judgedTargets: readonly JudgedTarget[],
  wantedNames: readonly string[],
  strict: boolean,
): number {
  const relevantTargets = judgedTargets.filter(({ target }) => wantedNames.includes(target.scenario));
  const missedCount = relevantTargets.filter(({ verdict }) => verdict === 'missed').length;
  const unmeasuredCount = relevantTargets.filter(({ verdict }) => verdict === 'not measured').length;
  if (missedCount + unmeasuredCount === 0) say('All targets of these scenarios are kept');
  else say(`Targets missed: ${missedCount}. Targets not measured: ${unmeasuredCount}.`);
  return strict && missedCount + unmeasuredCount > 0 ? 1 : 0;
}
