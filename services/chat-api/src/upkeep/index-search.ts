import { jittered, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';

/** "kcs4" in ASCII. No other advisory lock uses this number. */
const LOCK_KEY = 0x6b637334;
/** With more new messages than this, a walk indexes them newest first, and new messages do not wait for the others. */
const MAX_NEW = 2_000;
/** Indexing this many messages takes about half a second. */
const MAX_PER_STEP = 1_000;
const MAX_ROOMS_PER_STEP = 200;

interface Progress {
  /** Messages that the walk over all messages visited. */
  readonly walked: number;
  /** Rooms whose message counts were continued. */
  readonly counted: number;
}

const NONE: Progress = { walked: 0, counted: 0 };

/**
 * Brings the search index and the message counts up to date, on one replica at a time. While there is more to do than
 * fits in one step, it pauses after each step for as long as the step took, so that it uses at most half of one CPU.
 */
export async function indexSearch(db: Database, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const startedAt = Date.now();
    const { walked, counted } = await takeStep(db);
    if (walked < MAX_PER_STEP && counted < MAX_ROOMS_PER_STEP) return;
    if (signal?.aborted) return;
    await sleep(jittered(Date.now() - startedAt));
  }
}

/** Takes one step of each kind. Does nothing while another replica takes a step. */
async function takeStep(db: Database): Promise<Progress> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ acquired: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS acquired`;
    if (!lock.acquired) return NONE;
    const [progress] = await tx.$queryRaw<[Progress]>`
      SELECT n.seqs, walk_messages(${MAX_PER_STEP}::integer) AS walked,
        count_messages(${MAX_ROOMS_PER_STEP}::integer) AS counted
      FROM index_new_messages(${MAX_NEW}::integer) AS n (seqs)`;
    return progress;
  });
}
