import type { Database } from '../database/database.ts';

/** "kcs2" in ASCII. No other advisory lock uses this number. */
const LOCK_KEY = 0x6b637332;
/**
 * How long to wait for a lock on the log's table. Short, because while this job waits (for example for a dump), every
 * send waits behind it. A running vacuum makes this run fail, because PostgreSQL cancels a vacuum only after a second.
 * That is harmless: partitions are created two weeks ahead.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Creates the log's next partitions and drops expired ones (TRAP-30), on one replica at a time. The transaction does
 * nothing else, because every send waits until it ends. If the log's table is in use, the next run tries again.
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
