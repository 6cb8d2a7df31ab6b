import type { Database } from '../../database/database.ts';

/** Runs `work` while no other replica changes the stream. Replicas of all versions take the same lock. */
export function runWithStreamLock<T>(db: Database, work: () => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('outbox:stream', 0))`;
    return work();
  });
}
