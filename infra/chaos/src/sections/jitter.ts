import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureCatchUp } from '../clients/catch-up.ts';
import {
  clientsOf,
  connectMobileClients,
  cutFor,
  type MobileClient,
  stopMobileClients,
} from '../clients/mobile-clients.ts';
import { computePercentile } from '../judge/breaches.ts';
import { formatSeconds } from '../report/report.ts';
import { readCommittedHeads } from '../school/committed-heads.ts';
import { type ChatRoom, createRoom } from '../school/school.ts';
import { sendByRest } from '../senders/send-by-rest.ts';
import { Senders } from '../senders/senders.ts';
import { runFinalCheck } from './final-check.ts';
import type { ChaosRun } from './run.ts';

const CAUGHT_UP_WITHIN_MS = 30_000;
/**
 * How far the interval between two cuts of a client's network may randomly deviate, as a share of the interval. Without
 * a deviation, all clients would be cut at the same moments.
 */
const SPREAD = 0.2;

/** Measured durations in milliseconds, keyed by the name of the measurement. */
type Samples = Map<string, number[]>;

/**
 * Cuts each client's network again and again while messages are sent to one room that all clients have joined. Then
 * runs the final check.
 */
export async function runJitter(run: ChaosRun): Promise<void> {
  const { school, scale, ledger, random, signal, say } = run;
  const { clients, messages, messagesPerSecond, cutEveryMs } = scale.jitter;
  const room = await createRoom(school.system, school.users, 'Everybody');
  const rooms = [room];
  const mobiles = await connectMobileClients(school, room, scale.jitter, ledger);
  say(`  ${clients} clients are in one room`);
  const before = await readCommittedHeads(school.system, rooms);
  ledger.begin(`network of ${clients} clients cut every ${cutEveryMs / 1_000} s`);
  const endController = new AbortController();
  const stop = AbortSignal.any([endController.signal, signal]);
  setMaxListeners(0, endController.signal, stop);
  try {
    const senders = new Senders({
      ...{ rooms, random, ledger },
      ...{ perSecond: messagesPerSecond, maxMessages: messages, methods: [sendByRest] },
    });
    const samples: Samples = new Map();
    const cutting = mobiles.map((mobile) => cutRepeatedly(run, mobile, room, samples, stop));
    await sleep((messages / messagesPerSecond) * 1_000, undefined, { signal });
    endController.abort();
    const cuts = await Promise.all(cutting);
    await senders.stop();
    say(`  ${cuts.reduce((total, count) => total + count, 0)} cuts`);
    for (const [measurement, ms] of samples) {
      say(
        `  ${measurement}: p50 ${formatSeconds(computePercentile(ms, 0.5))}, p99 ${formatSeconds(computePercentile(ms, 0.99))}`,
      );
    }
    const checkedClients = { clients: clientsOf(mobiles), library: [], guests: [] };
    await runFinalCheck(
      { ...run, school: { ...school, rooms } },
      checkedClients,
      before,
      senders.unacknowledged,
    );
    const expected = clients * senders.sent;
    const delivered = expected - ledger.current.undelivered;
    say(`  delivered: ${((delivered / expected) * 100).toFixed(2)} % of ${expected}`);
  } finally {
    endController.abort();
    await stopMobileClients(mobiles);
  }
}

/**
 * Cuts one client's network again and again until `stop` is aborted, and measures how long the client takes to catch up
 * after each cut. Returns the number of cuts.
 */
async function cutRepeatedly(
  { scale, random, ledger, signal }: ChaosRun,
  { kind, client, network }: MobileClient,
  room: ChatRoom,
  samples: Samples,
  stop: AbortSignal,
): Promise<number> {
  const { cutEveryMs, cutForMs } = scale.jitter;
  let waitMs = random.next() * cutEveryMs;
  for (let cuts = 0; ; cuts++) {
    const stopped = await sleep(waitMs, false, { signal: stop }).catch(() => true);
    if (stopped) return cuts;
    // Use `signal`, which ends the whole run, and not `stop`. `stop` must not interrupt a cut, because the catch-up
    // after the last cut is measured too.
    await cutFor(network, cutForMs, signal);
    const since = performance.now();
    const heads = new Map([[room.id, ledger.acknowledgedHead(room.id)]]);
    const { ms, behind } = await measureCatchUp([client], heads, {
      since,
      withinMs: CAUGHT_UP_WITHIN_MS,
      signal,
    });
    ledger.current.catchUpMs.push(...ms);
    for (const client of behind) ledger.note(`Client never caught up after a cut: ${client.describe()}`);
    addSamples(samples, kind, ms);
    if (client.kind === 'plain' && behind.length === 0) {
      const sinceReconnectMs = Math.max(0, performance.now() - client.connectedAt);
      addSamples(samples, `${kind}, since its last reconnect`, [sinceReconnectMs]);
    }
    waitMs = Math.max(0, cutEveryMs * (1 - SPREAD + 2 * SPREAD * random.next()) - cutForMs);
  }
}

function addSamples(samples: Samples, measurement: string, ms: readonly number[]): void {
  const existing = samples.get(measurement);
  if (existing) existing.push(...ms);
  else samples.set(measurement, [...ms]);
}
