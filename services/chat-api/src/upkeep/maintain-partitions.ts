import type { Database } from '../database/database.ts';

/** "kcs2" in ASCII: any number that no other advisory lock of ours uses. */
const LOCK_KEY = 0x6b637332;
/**
 * While this waits for the log (for example behind a dump), every send waits behind it. The timeout is too short to
 * cancel a vacuum, which PostgreSQL does after a second; partitions are created two weeks ahead, so a turn may fail.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Creates the log's next partitions and drops expired ones (TRAP-30), on one replica at a time. The transaction does
 * nothing else, because all sends wait for its end. If the log is in use, the next run tries again.
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
