import type { Database } from '../store/database.ts';

// Longer than any access token lives, so that the reason of an end can be told for as long as somebody may ask.
const KEPT_DAYS = 400;
const PER_RUN = 5_000;

/** Deletes sessions that ended long ago, a bounded number a time; harmless when several replicas do it at once. */
export async function pruneSessions({ prisma }: Pick<Database, 'prisma'>): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE LEAST(ended_at, expires_at) < now() - make_interval(days => ${KEPT_DAYS}::int)
      LIMIT ${PER_RUN} FOR UPDATE SKIP LOCKED)`;
}
