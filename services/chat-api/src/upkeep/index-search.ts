import { jittered, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';

/** "kcs3" in ASCII. No other advisory lock uses this number. */
const LOCK_KEY = 0x6b637333;
const MAX_PER_BATCH = 1_000;
/** Pause between two batches, so that a large backlog does not use all CPU time. */
const PAUSE_MS = 200;

/**
 * Indexes all new messages for search, on one replica at a time. Search also finds messages that are not indexed yet,
 * but more slowly.
 */
export async function indexSearch(db: Database, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await indexBatch(db)) >= MAX_PER_BATCH) await sleep(jittered(PAUSE_MS));
}

/** Indexes one batch of messages and returns how many seqs it covered, or 0 while another replica is indexing. */
async function indexBatch(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ acquired: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS acquired`;
    if (!lock.acquired) return 0;
    const [row] = await tx.$queryRaw<[{ indexed: number }]>`
      SELECT index_messages(${MAX_PER_BATCH}::integer) AS indexed`;
    return row.indexed;
  });
}
