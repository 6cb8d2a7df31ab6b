import type { Database } from '../database/database.ts';

/** Any number that no other advisory lock of ours uses: "kcs2" in ASCII. */
const LOCK_KEY = 0x6b637332;
/**
 * While a partition waits for the log, by a dump for instance, every send waits behind it. Too short to cancel a vacuum
 * (PostgreSQL does that after a second), which two weeks of turns outlast.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Makes the log's coming partitions and drops those past their keeping, in a transaction of nothing else: all sends
 * wait for its end. One replica at a time; what a log in use does not allow comes at its next turn.
 */
export async function keepLog(db: Database, keepDays: number): Promise<void> {
  await db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<
      [{ taken: boolean }]
    >`SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS taken`;
    if (!lock.taken) return;
    await tx.$executeRaw`SELECT set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`;
    await tx.$queryRaw`SELECT made, dropped FROM maintain_event_partitions(${keepDays}::integer)`;
  });
}
