import type { Database } from '../database/database.ts';

/** "kcs2" in ASCII. No other advisory lock uses this number. */
const LOCK_KEY = 0x6b637332;
/**
 * While this waits for the log's table (for example behind a dump), every send waits behind it, so the timeout is
 * short. PostgreSQL cancels a running vacuum only after a second, so a vacuum makes this run fail. That does no harm,
 * because partitions are created two weeks ahead.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Creates the log's next partitions and drops expired ones (TRAP-30), on one replica at a time. The transaction does
 * nothing else, because all sends wait until it ends. If the log is in use, the next run tries again.
 */
export async function maintainPartitions(db: Database, keepDays: number): Promise<void> {
  await db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ acquired: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS acquired`;
    if (!lock.acquired) return;
    await tx.$executeRaw`SELECT set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`;
    await tx.$queryRaw`SELECT made, dropped FROM maintain_event_partitions(${keepDays}::integer)`;
  });
}
