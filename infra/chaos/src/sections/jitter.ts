import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureCatchUp } from '../clients/catch-up.ts';
import {
  connectMobileClients,
  cutNetworkTemporarily,
  listUnderlyingClients,
  type MobileClient,
  stopMobileClients,
} from '../clients/mobile-clients.ts';
import { computePercentile } from '../judge/breaches.ts';
import { formatMsAsSeconds } from '../report/report.ts';
import { readCommittedHeads } from '../school/committed-heads.ts';
import { type ChatRoom, createRoom } from '../school/school.ts';
import { MessageLoad } from '../senders/messages.ts';
import { sendByRest } from '../senders/send-by-rest.ts';
import { runFinalCheck } from './final-check.ts';
import type { ChaosRun } from './run.ts';

const CATCH_UP_TIMEOUT_MS = 30_000;
/**
 * How far the interval between two cuts of a client's network may randomly deviate, as a share of the interval. Without
 * a deviation, all clients would be cut at the same moments.
 */
const CUT_INTERVAL_DEVIATION_SHARE = 0.2;

/** Measured durations in milliseconds, keyed by the name of the measurement. */
type SamplesByMeasurement = Map<string, number[]>;

/**
 * Cuts each client's network again and again while messages are sent to one room that all clients have joined. Then
 * runs the final check.
 */
export async function runJitterSection(run: ChaosRun): Promise<void> {
  const { school, scale, ledger, random, signal, say } = run;
  const { clients, messages, messagesPerSecond, cutEveryMs } = scale.jitter;
  const sharedRoom = await createRoom(school.system, school.users, 'Everybody');
  const rooms = [sharedRoom];
  const mobileClients = await connectMobileClients(school, sharedRoom, scale.jitter, ledger);
  say(`  ${clients} clients are in one room`);
  const headsBeforeLoad = await readCommittedHeads(school.system, rooms);
  ledger.begin(`network of ${clients} clients cut every ${cutEveryMs / 1_000} s`);
  const loadEndController = new AbortController();
  const stopSignal = AbortSignal.any([loadEndController.signal, signal]);
  setMaxListeners(0, loadEndController.signal, stopSignal);
  try {
    const messageLoad = new MessageLoad({
      ...{ rooms, random, ledger },
      ...{ perSecond: messagesPerSecond, maxMessages: messages, methods: [sendByRest] },
    });
    const samplesByMeasurement: SamplesByMeasurement = new Map();
    const cutCountPromises = mobileClients.map((mobile) =>
      cutNetworkRepeatedly(run, mobile, sharedRoom, samplesByMeasurement, stopSignal),
    );
    await sleep((messages / messagesPerSecond) * 1_000, undefined, { signal });
    loadEndController.abort();
    const cutCounts = await Promise.all(cutCountPromises);
    await messageLoad.stop();
    say(`  ${cutCounts.reduce((total, count) => total + count, 0)} cuts`);
    for (const [measurement, ms] of samplesByMeasurement) {
      say(
        `  ${measurement}: p50 ${formatMsAsSeconds(computePercentile(ms, 0.5))}, p99 ${formatMsAsSeconds(computePercentile(ms, 0.99))}`,
      );
    }
    const checkedClients = { clients: listUnderlyingClients(mobileClients), library: [], guests: [] };
    await runFinalCheck(
      { ...run, school: { ...school, rooms } },
      checkedClients,
      headsBeforeLoad,
      messageLoad.unacknowledged,
    );
    const expectedDeliveryCount = clients * messageLoad.sent;
    const deliveredCount = expectedDeliveryCount - ledger.current.undelivered;
    say(
      `  delivered: ${((deliveredCount / expectedDeliveryCount) * 100).toFixed(2)} % of ${expectedDeliveryCount}`,
    );
  } finally {
    loadEndController.abort();
    await stopMobileClients(mobileClients);
  }
}

/**
 * Cuts one client's network again and again until `stop` is aborted, and measures how long the client takes to catch up
 * after each cut. Returns the number of cuts.
 */
async function cutNetworkRepeatedly(
  { scale, random, ledger, signal }: ChaosRun,
  { kind, client, network }: MobileClient,
  room: ChatRoom,
  samples: SamplesByMeasurement,
  stop: AbortSignal,
): Promise<number> {
  const { cutEveryMs, cutForMs } = scale.jitter;
  let msUntilNextCut = random.next() * cutEveryMs;
  for (let cuts = 0; ; cuts++) {
    const isStopped = await sleep(msUntilNextCut, false, { signal: stop }).catch(() => true);
    if (isStopped) return cuts;
    // Use `signal`, which ends the whole run, and not `stop`. `stop` must not interrupt a cut, because the catch-up
    // after the last cut is measured too.
    await cutNetworkTemporarily(network, cutForMs, signal);
    const cutEndedAt = performance.now();
    const acknowledgedHeads = new Map([[room.id, ledger.acknowledgedHead(room.id)]]);
    const { ms, behind } = await measureCatchUp([client], acknowledgedHeads, {
      since: cutEndedAt,
      withinMs: CATCH_UP_TIMEOUT_MS,
      signal,
    });
    ledger.current.catchUpMs.push(...ms);
    for (const client of behind) ledger.note(`Client never caught up after a cut: ${client.describe()}`);
    addSamples(samples, kind, ms);
    if (client.kind === 'plain' && behind.length === 0) {
      const msSinceReconnect = Math.max(0, performance.now() - client.connectedAt);
      addSamples(samples, `${kind}, since its last reconnect`, [msSinceReconnect]);
    }
    msUntilNextCut = Math.max(
      0,
      cutEveryMs * (1 - CUT_INTERVAL_DEVIATION_SHARE + 2 * CUT_INTERVAL_DEVIATION_SHARE * random.next()) -
        cutForMs,
    );
  }
}

function addSamples(samples: SamplesByMeasurement, measurement: string, ms: readonly number[]): void {
  const existingSamples = samples.get(measurement);
  if (existingSamples) existingSamples.push(...ms);
  else samples.set(measurement, [...ms]);
}
