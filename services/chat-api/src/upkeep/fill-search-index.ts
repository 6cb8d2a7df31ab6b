import { addJitter, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';

/** The key of this job's advisory lock: "kcs4" in ASCII. Nothing else in KCS Chat uses this key. */
const SEARCH_INDEX_LOCK_KEY = 0x6b637334;
/**
 * Maximum number of new messages that one step indexes directly. If there are more, a walk indexes them, newest first.
 */
const MAX_NEW_MESSAGES_PER_STEP = 2_000;
/**
 * Maximum number of messages that the walk visits in one step. If all of them are missing from the index, 1,000
 * messages take about half a second.
 */
const MAX_WALKED_MESSAGES_PER_STEP = 1_000;
const MAX_COUNTED_ROOMS_PER_STEP = 200;

interface IndexStepProgress {
  /** The number of messages that the walk visited. */
  readonly walked: number;
  /** The number of rooms whose message counts were updated. */
  readonly counted: number;
}

const NO_PROGRESS: IndexStepProgress = { walked: 0, counted: 0 };

/**
 * Updates the search index and the message counts in steps, until both are up to date. Each step runs on only one
 * replica at a time. Pauses after each step for about as long as the step took, so that the job uses at most about half
 * of one CPU.
 */
export async function fillSearchIndex(db: Database, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const stepStartedAt = Date.now();
    const { walked, counted } = await runSearchIndexStep(db);
    if (walked < MAX_WALKED_MESSAGES_PER_STEP && counted < MAX_COUNTED_ROOMS_PER_STEP) return;
    if (signal?.aborted) return;
    await sleep(addJitter(Date.now() - stepStartedAt));
  }
}

/**
 * Indexes new messages, continues the walk, and updates the message counts, each up to its limit. Does nothing if
 * another replica is running a step.
 */
async function runSearchIndexStep(db: Database): Promise<IndexStepProgress> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ acquired: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${SEARCH_INDEX_LOCK_KEY}) AS acquired`;
    if (!lock.acquired) return NO_PROGRESS;
    const [progress] = await tx.$queryRaw<[IndexStepProgress]>`
      SELECT n.seqs, walk_messages(${MAX_WALKED_MESSAGES_PER_STEP}::integer) AS walked,
        count_messages(${MAX_COUNTED_ROOMS_PER_STEP}::integer) AS counted
      FROM index_new_messages(${MAX_NEW_MESSAGES_PER_STEP}::integer) AS n (seqs)`;
    return progress;
  });
}
