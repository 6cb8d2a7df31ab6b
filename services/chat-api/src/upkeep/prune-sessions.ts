import type { Database } from '../database/database.ts';

/** Longer than the lifetime of any access token, so that the reason why a token's session ended is still known. */
const KEPT_DAYS = 400;
const MAX_PER_STATEMENT = 5_000;
/**
 * Each token of the identity provider has its own session, which may last only a few minutes. The session is kept until
 * the token has expired, with a generous margin for clock skew.
 */
const EXTERNAL_KEPT_HOURS = 24;
const MAX_EXTERNAL_STATEMENTS = 100;

/**
 * Deletes sessions that ended long ago, a bounded number per run, and returns how many it deleted. Several replicas may
 * run this at the same time.
 */
export async function pruneSessions({ prisma }: Pick<Database, 'prisma'>): Promise<number> {
  let external = 0;
  for (let statement = 0; statement < MAX_EXTERNAL_STATEMENTS; statement++) {
    const deleted = await prisma.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions
        WHERE external AND expires_at < now() - make_interval(hours => ${EXTERNAL_KEPT_HOURS}::int)
        LIMIT ${MAX_PER_STATEMENT} FOR UPDATE SKIP LOCKED)`;
    external += deleted;
    if (deleted < MAX_PER_STATEMENT) break;
  }
  const own = await prisma.$executeRaw`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions
      WHERE NOT external AND LEAST(ended_at, expires_at) < now() - make_interval(days => ${KEPT_DAYS}::int)
      LIMIT ${MAX_PER_STATEMENT} FOR UPDATE SKIP LOCKED)`;
  return own + external;
}
