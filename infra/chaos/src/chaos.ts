import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ensurePrograms } from '@kcs/private-servers';
import { startSystem, TeardownStack } from '@kcs/testkit';
import { findPromiseBreaches } from './judge/breaches.ts';
import { Ledger } from './judge/ledger.ts';
import { CHAOS_USAGE, type ChaosOptions, readChaosOptions } from './plan/options.ts';
import { createSeededRandomGenerator } from './plan/random.ts';
import { FULL_CHAOS_SCALE, SHORT_CHAOS_SCALE } from './plan/scale.ts';
import { getCatchUpLimitMs } from './report/catch-up-limit.ts';
import { formatFaultTable } from './report/report.ts';
import { formatResultJson } from './report/result-json.ts';
import { createSchool } from './school/school.ts';
import { runSelectedSections } from './sections/sections.ts';

/**
 * What the bootstrap passes to `npm run chaos`: the command-line arguments, the stop signal, and a function that prints
 * a line.
 */
interface ChaosContext {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Implements `npm run chaos`. Resolves with exit code 0 if every promise was kept, and with 1 if not. */
export async function runChaos({ args, signal, say }: ChaosContext): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    say(CHAOS_USAGE);
    return 0;
  }
  const chaosOptions = readChaosOptions(args);
  const startedAt = Date.now();
  const sayWithElapsedTime = (line: string) =>
    say(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
  await ensurePrograms(['postgresql', 'redis-server', 'nats-server', 'haproxy'], { say, signal });
  // Remove Node's limit on the number of listeners, because hundreds of pending operations listen to the stop signal.
  setMaxListeners(0, signal);
  const eventLoopDelayHistogram = monitorEventLoopDelay();
  eventLoopDelayHistogram.enable();
  const teardownStack = new TeardownStack();
  try {
    const { ledger, brokenPromises, describeLogs } = await runFaults(
      chaosOptions,
      teardownStack,
      signal,
      sayWithElapsedTime,
    );
    const rowsOfInjectedFaults = ledger.rows.filter(({ times }) => times > 0);
    for (const row of rowsOfInjectedFaults) {
      for (const breach of findPromiseBreaches(row, { caughtUpWithinMs: getCatchUpLimitMs(row) }))
        brokenPromises.add(breach);
    }
    const { seed, short, json } = chaosOptions;
    const resultJson = formatResultJson({
      seed,
      short,
      breaches: [...brokenPromises],
      rows: rowsOfInjectedFaults,
    });
    say(`\n${formatFaultTable(rowsOfInjectedFaults)}\n`);
    for (const detail of ledger.details) say(detail);
    for (const breach of brokenPromises) say(`BREACH ${breach}`);
    say(brokenPromises.size === 0 ? 'All promises were kept' : `Broken promises: ${brokenPromises.size}`);
    say(
      `Event-loop delay of the test harness: p99 ${Math.round(eventLoopDelayHistogram.percentile(99) / 1e6)} ms`,
    );
    say(resultJson);
    if (json) await writeFile(json, `${resultJson}\n`);
    if (brokenPromises.size > 0) await writeFile('.kcs/chaos-services.log', describeLogs());
    return brokenPromises.size === 0 ? 0 : 1;
  } finally {
    sayWithElapsedTime('Stopping');
    await teardownStack.run();
  }
}

/** Starts the system, creates the users, and runs the selected sections. Returns the ledger and the broken promises. */
async function runFaults(
  { seed, short, only }: ChaosOptions,
  teardownStack: TeardownStack,
  signal: AbortSignal,
  say: (line: string) => void,
) {
  const chaosScale = short ? SHORT_CHAOS_SCALE : FULL_CHAOS_SCALE;
  const ledger = new Ledger();
  const brokenPromises = new Set<string>();
  say(`Seed ${seed}. Starting a system of 3 gateways and 2 chat-apis`);
  const system = await startSystem(teardownStack, { gateways: 3, apis: 2, haproxy: true, ownPostgres: true });
  const faultRandomGenerator = createSeededRandomGenerator(seed);
  const randomGenerator = createSeededRandomGenerator(seed + 1);
  signal.throwIfAborted();
  say(`Creating ${chaosScale.users} users and ${chaosScale.rooms} rooms`);
  const school = await createSchool(system, chaosScale, randomGenerator);
  const reportBreach = (description: string) => {
    brokenPromises.add(description);
    say(`  BREACH ${description}`);
  };
  const chaosRun = {
    school,
    scale: chaosScale,
    ledger,
    random: randomGenerator,
    faultRandom: faultRandomGenerator,
    signal,
    say,
    breach: reportBreach,
  };
  await runSelectedSections(chaosRun, only).catch((error: unknown) => {
    signal.throwIfAborted();
    reportBreach(`The run ended early: ${(error as Error).stack ?? error}`);
  });
  return { ledger, brokenPromises, describeLogs: () => system.describeLogs() };
}
