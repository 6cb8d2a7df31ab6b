import { jittered, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';

/** "kcs4" in ASCII. No other advisory lock uses this number. */
const LOCK_KEY = 0x6b637334;
/**
 * Maximum number of new messages that one step indexes. If there are more, a walk indexes them newest first instead, so
 * that the newest messages need not wait for the rest.
 */
const MAX_NEW = 2_000;
/** Indexing this many messages takes about half a second. */
const MAX_PER_STEP = 1_000;
const MAX_ROOMS_PER_STEP = 200;

interface Progress {
  /** The number of messages that the walk visited in this step. */
  readonly walked: number;
  /** The number of rooms whose message counts were brought up to date in this step. */
  readonly counted: number;
}

const NO_PROGRESS: Progress = { walked: 0, counted: 0 };

/**
 * Brings the search index and the message counts up to date, on one replica at a time. Works in steps. After each step
 * that leaves work to do, pauses for as long as the step took, so that it uses at most half of one CPU.
 */
export async function indexSearch(db: Database, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const startedAt = Date.now();
    const { walked, counted } = await runStep(db);
    if (walked < MAX_PER_STEP && counted < MAX_ROOMS_PER_STEP) return;
    if (signal?.aborted) return;
    await sleep(jittered(Date.now() - startedAt));
  }
}

/**
 * Indexes new messages, continues the walk, and counts messages, each up to its limit. Does nothing while another
 * replica holds the lock.
 */
async function runStep(db: Database): Promise<Progress> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ acquired: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS acquired`;
    if (!lock.acquired) return NO_PROGRESS;
    const [progress] = await tx.$queryRaw<[Progress]>`
      SELECT n.seqs, walk_messages(${MAX_PER_STEP}::integer) AS walked,
        count_messages(${MAX_ROOMS_PER_STEP}::integer) AS counted
      FROM index_new_messages(${MAX_NEW}::integer) AS n (seqs)`;
    return progress;
  });
}
