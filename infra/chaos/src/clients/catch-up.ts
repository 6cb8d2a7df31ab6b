import { setTimeout as sleep } from 'node:timers/promises';
import type { HeadsByRoom } from '../school/committed-heads.ts';
import type { ChaosClient } from './client.ts';

const CATCH_UP_POLL_INTERVAL_MS = 20;

export interface CatchUpMeasurement {
  /**
   * Each client's catch-up time in milliseconds: the time from `since` until the client was ready and had received
   * every event up to the heads of its rooms. Infinity for a client that did not catch up in time.
   */
  readonly ms: readonly number[];
  readonly behind: readonly ChaosClient[];
}

/**
 * Waits until every client is ready and has received every event up to the `heads` of its rooms, but for no longer than
 * `withinMs`.
 */
export async function measureCatchUp(
  clients: readonly ChaosClient[],
  heads: HeadsByRoom,
  { since, withinMs, signal }: { since: number; withinMs: number; signal?: AbortSignal },
): Promise<CatchUpMeasurement> {
  const catchUpTimesMs: number[] = [];
  let clientsBehind = [...clients];
  for (;;) {
    const elapsedMs = performance.now() - since;
    clientsBehind = clientsBehind.filter((client) => {
      const hasCaughtUp = isClientCaughtUp(client, heads);
      if (hasCaughtUp) catchUpTimesMs.push(elapsedMs);
      return !hasCaughtUp;
    });
    if (clientsBehind.length === 0 || elapsedMs > withinMs || signal?.aborted) break;
    await sleep(CATCH_UP_POLL_INTERVAL_MS);
  }
  signal?.throwIfAborted();
  return {
    ms: [...catchUpTimesMs, ...clientsBehind.map(() => Number.POSITIVE_INFINITY)],
    behind: clientsBehind,
  };
}

function isClientCaughtUp(client: ChaosClient, heads: HeadsByRoom): boolean {
  return client.isReady && client.roomIds.every((id) => client.missing(id, heads.get(id) ?? 0) === 0);
}
