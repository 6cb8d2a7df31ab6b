import { setTimeout as sleep } from 'node:timers/promises';
import type { Heads } from '../school/committed-heads.ts';
import type { Client } from './client.ts';

const POLL_MS = 20;

export interface CatchUp {
  /**
   * Each client's catch-up time in milliseconds: how long after the time `since` the client was ready and had received
   * every event up to the heads of its rooms. Infinity for a client that did not catch up in time.
   */
  readonly ms: readonly number[];
  readonly behind: readonly Client[];
}

/**
 * Waits until every client is ready and has received every event up to the `heads` of its rooms, but for no longer than
 * `withinMs`.
 */
export async function measureCatchUp(
  clients: readonly Client[],
  heads: Heads,
  { since, withinMs, signal }: { since: number; withinMs: number; signal?: AbortSignal },
): Promise<CatchUp> {
  const ms: number[] = [];
  let behind = [...clients];
  for (;;) {
    const elapsed = performance.now() - since;
    behind = behind.filter((client) => {
      const done = isCaughtUp(client, heads);
      if (done) ms.push(elapsed);
      return !done;
    });
    if (behind.length === 0 || elapsed > withinMs || signal?.aborted) break;
    await sleep(POLL_MS);
  }
  signal?.throwIfAborted();
  return { ms: [...ms, ...behind.map(() => Number.POSITIVE_INFINITY)], behind };
}

function isCaughtUp(client: Client, heads: Heads): boolean {
  return client.isReady && client.roomIds.every((id) => client.missing(id, heads.get(id) ?? 0) === 0);
}
