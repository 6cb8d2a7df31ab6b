import type { Heads } from '../stage/committed-heads.ts';
import type { Client } from './client.ts';

const LOOK_EVERY_MS = 20;

export interface CatchUp {
  /** Milliseconds from `since` until the client was there with everything up to `heads`; infinite if never. */
  readonly ms: readonly number[];
  readonly behind: readonly Client[];
}

/** Waits until every client is connected, in its rooms, and has everything up to `heads`; at most `withinMs`. */
export async function catchUp(
  clients: readonly Client[],
  heads: Heads,
  { since, withinMs, signal }: { since: number; withinMs: number; signal?: AbortSignal },
): Promise<CatchUp> {
  const ms: number[] = [];
  let behind = [...clients];
  for (;;) {
    const elapsed = performance.now() - since;
    behind = behind.filter((client) => {
      const isUp = isCaughtUp(client, heads);
      if (isUp) ms.push(elapsed);
      return !isUp;
    });
    if (behind.length === 0 || elapsed > withinMs || signal?.aborted) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  signal?.throwIfAborted();
  return { ms: [...ms, ...behind.map(() => Number.POSITIVE_INFINITY)], behind };
}

const isCaughtUp = (client: Client, heads: Heads): boolean =>
  client.isThere && client.roomIds.every((id) => client.missing(id, heads.get(id) ?? 0) === 0);
