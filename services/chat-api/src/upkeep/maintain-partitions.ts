import type { Database } from '../database/database.ts';

/** The advisory lock key of this job: "kcs2" in ASCII. Nothing else in KCS Chat uses this key. */
const LOCK_KEY = 0x6b637332;
/**
 * How long to wait for a lock on the event log's table. The time must be short, because every send waits behind this
 * job while the job waits, for example for a dump. A running vacuum makes the job fail, because PostgreSQL cancels a
 * vacuum only after a second. Failing is harmless, because partitions are created two weeks ahead.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Creates the next partitions of the event log and drops expired ones (TRAP-30), on one replica at a time. Uses a
 * transaction of its own, because every send waits until the transaction ends. If the table is in use, the next run
 * tries again.
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
