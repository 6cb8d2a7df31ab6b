import type { Database } from '../database/database.ts';

/**
 * How long an ended session is kept. The time is longer than the lifetime of any access token, so that chat-api can
 * always tell why the session of a token ended.
 */
const SESSION_KEPT_DAYS = 400;
const MAX_PER_STATEMENT = 5_000;
/**
 * How long an identity provider's session is kept after it expired. The time is short, because each token has its own
 * session, and long enough for any clock skew.
 */
const EXTERNAL_SESSION_KEPT_HOURS = 24;
const MAX_EXTERNAL_STATEMENTS = 100;

/**
 * Deletes sessions that ended long ago and returns how many were deleted. Deletes a limited number per run. Several
 * replicas may run this job at the same time.
 */
export async function pruneSessions({ prisma }: Pick<Database, 'prisma'>): Promise<number> {
  let deletedExternalSessions = 0;
  for (let statement = 0; statement < MAX_EXTERNAL_STATEMENTS; statement++) {
    const deletedCount = await prisma.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions
        WHERE external AND expires_at < now() - make_interval(hours => ${EXTERNAL_SESSION_KEPT_HOURS}::int)
        LIMIT ${MAX_PER_STATEMENT} FOR UPDATE SKIP LOCKED)`;
    deletedExternalSessions += deletedCount;
    if (deletedCount < MAX_PER_STATEMENT) break;
  }
  const deletedPasswordSessions = await prisma.$executeRaw`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions
      WHERE NOT external AND LEAST(ended_at, expires_at) < now() - make_interval(days => ${SESSION_KEPT_DAYS}::int)
      LIMIT ${MAX_PER_STATEMENT} FOR UPDATE SKIP LOCKED)`;
  return deletedPasswordSessions + deletedExternalSessions;
}
