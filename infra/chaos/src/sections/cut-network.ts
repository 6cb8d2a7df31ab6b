import { setTimeout as sleep } from 'node:timers/promises';
import { measureCatchUp } from '../clients/catch-up.ts';
import { cutNetworkTemporarily, type MobileClient } from '../clients/mobile-clients.ts';
import type { ChatRoom } from '../school/school.ts';
import type { ChaosRun } from './run.ts';

const CATCH_UP_TIMEOUT_MS = 30_000;
/**
 * How far the interval between two cuts of a client's network may randomly deviate, as a share of the interval. Without
 * a deviation, all clients would be cut at the same moments.
 */
const CUT_INTERVAL_DEVIATION_SHARE = 0.2;

/** Measured durations in milliseconds, keyed by the name of the measurement. */
export type SamplesByMeasurement = Map<string, number[]>;

/**
 * Cuts one client's network again and again until `stop` is aborted, and measures how long the client takes to catch up
 * after each cut. Returns the number of cuts.
 */
export async function cutNetworkRepeatedly(
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
