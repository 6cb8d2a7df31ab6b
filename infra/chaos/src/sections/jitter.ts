import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectMobileClients, listUnderlyingClients, stopMobileClients } from '../clients/mobile-clients.ts';
import { computePercentile } from '../judge/breaches.ts';
import { formatMsAsSeconds } from '../report/report.ts';
import { readCommittedHeads } from '../school/committed-heads.ts';
import { createRoom } from '../school/school.ts';
import { MessageLoad } from '../senders/messages.ts';
import { sendByRest } from '../senders/send-by-rest.ts';
import { cutNetworkRepeatedly, type SamplesByMeasurement } from './cut-network.ts';
import { runFinalCheck } from './final-check.ts';
import type { ChaosRun } from './run.ts';

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
