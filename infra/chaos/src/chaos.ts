import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ensurePrograms } from '@kcs/private-servers';
import { startSystem } from '@kcs/testkit';
import { breaches } from './judge/breaches.ts';
import { Ledger } from './judge/ledger.ts';
import type { Row } from './judge/row.ts';
import { readOptions, USAGE } from './options.ts';
import { seededRandom } from './random.ts';
import { table } from './report/table.ts';
import { toJson } from './report/to-json.ts';
import { FULL, SHORT } from './scale.ts';
import { runSections } from './sections/sections.ts';
import { Owner } from './stage/owner.ts';
import { setStage } from './stage/stage.ts';

/** What the bootstrap hands over. */
interface Context {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  say(line: string): void;
}

const OVER_WITHIN_MS = 5_000;
const JITTER_OVER_WITHIN_MS = 4_000;
/** Beside a minute's messages for everybody come the thousand that could not be sent meanwhile. */
const AWAY_OVER_WITHIN_MS = 10_000;

function demandOf({ fault }: Row): number {
  if (fault.includes('clients cut')) return JITTER_OVER_WITHIN_MS;
  return fault.startsWith('NATS away') ? AWAY_OVER_WITHIN_MS : OVER_WITHIN_MS;
}

/** `npm run chaos`: resolves with the exit code, 1 on any breach. */
export async function chaos({ args, signal, say }: Context): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    say(USAGE);
    return 0;
  }
  const { short, only, seed, json } = readOptions(args);
  const beganAt = Date.now();
  const stamped = (line: string) =>
    say(`${String(Math.round((Date.now() - beganAt) / 1_000)).padStart(4)} s  ${line}`);
  await ensurePrograms(['postgresql', 'redis-server', 'nats-server', 'haproxy'], { say, signal });
  const scale = short ? SHORT : FULL;
  // Hundreds of waits listen to it at a time.
  setMaxListeners(0, signal);
  const ledger = new Ledger();
  const found = new Set<string>();
  const owner = new Owner();
  const lateness = monitorEventLoopDelay();
  lateness.enable();
  stamped(`seed ${seed}; starting a system of 3 gateways and 2 chat-apis`);
  try {
    const system = await startSystem(owner, { gateways: 3, apis: 2, haproxy: true, ownPostgres: true });
    const faultRandom = seededRandom(seed);
    const random = seededRandom(seed + 1);
    signal.throwIfAborted();
    stamped(`making ${scale.users} users and ${scale.rooms} rooms`);
    const stage = await setStage(system, scale, random);
    const breach = (what: string) => {
      found.add(what);
      stamped(`  BREACH ${what}`);
    };
    const run = { stage, scale, ledger, random, faultRandom, signal, say: stamped, breach };
    await runSections(run, only).catch((error: unknown) => {
      signal.throwIfAborted();
      breach(`the run ended early: ${(error as Error).stack ?? error}`);
    });
    const rows = ledger.rows.filter(({ times }) => times > 0);
    for (const row of rows) {
      for (const what of breaches(row, { caughtUpWithinMs: demandOf(row) })) found.add(what);
    }
    const result = toJson({ seed, short, breaches: [...found], rows });
    say(`\n${table(rows)}\n`);
    for (const detail of ledger.details) say(detail);
    for (const what of found) say(`BREACH ${what}`);
    say(found.size === 0 ? 'every promise was kept' : `${found.size} promises were broken`);
    say(`the harness itself was late by p99 ${Math.round(lateness.percentile(99) / 1e6)} ms`);
    say(result);
    if (json) await writeFile(json, `${result}\n`);
    if (found.size > 0) await writeFile('.kcs/chaos-services.log', system.describeLogs());
    return found.size === 0 ? 0 : 1;
  } finally {
    stamped('stopping');
    await owner.end();
  }
}
