import type { Database } from '../database/database.ts';

/** The key of this job's advisory lock: "kcs2" in ASCII. Nothing else in KCS Chat uses this key. */
const PARTITIONS_LOCK_KEY = 0x6b637332;
/**
 * How long to wait for a lock on the event log's table. The time must be short: while this job waits, for example for a
 * dump to end, every send waits behind it. The job therefore also fails while a vacuum of the table is running, because
 * PostgreSQL would cancel the vacuum only after a second. A failure is harmless, because partitions are created two
 * weeks ahead.
 */
const EVENT_TABLE_LOCK_TIMEOUT_MS = 500;

/**
 * Creates the event log's partitions for this week and the next two, and drops expired ones (TRAP-30). Does nothing if
 * another replica is running this job. The transaction does nothing else, because every send waits until it ends. If
 * the table is in use, the next run tries again.
 */
export async function maintainEventPartitions(db: Database, keepDays: number): Promise<void> {
  await db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ acquired: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${PARTITIONS_LOCK_KEY}) AS acquired`;
    if (!lock.acquired) return;
    await tx.$executeRaw`SELECT set_config('lock_timeout', ${`${EVENT_TABLE_LOCK_TIMEOUT_MS}ms`}, true)`;
    await tx.$queryRaw`SELECT made, dropped FROM maintain_event_partitions(${keepDays}::integer)`;
  });
}
