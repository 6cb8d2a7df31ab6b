import { jittered, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';

/** Any number that no other advisory lock of ours uses: "kcs3" in ASCII. */
const LOCK_KEY = 0x6b637333;
const MOST_PER_TURN = 1_000;
/** Between two turns: indexing takes a part of the machine, not all of it, also when much is waiting. */
const PAUSE_MS = 200;

/**
 * Brings the search index up to the heads of the rooms, one replica at a time. Searching does not wait for it: what
 * is not indexed yet is found all the same, only slower.
 */
export async function indexSearch(db: Database, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await indexTurn(db)) >= MOST_PER_TURN) await sleep(jittered(PAUSE_MS));
}

async function indexTurn(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ taken: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS taken`;
    if (!lock.taken) return 0;
    const [row] = await tx.$queryRaw<[{ done: number }]>`
      SELECT index_messages(${MOST_PER_TURN}::integer) AS done`;
    return row.done;
  });
}
