import type { Database } from '../database/database.ts';

/**
 * How long a session from a login with a password is kept after it has ended or expired. The time is longer than the
 * lifetime of any access token, so that chat-api can always state why a token's session ended.
 */
const PASSWORD_SESSION_KEPT_DAYS = 400;
const MAX_SESSIONS_PER_STATEMENT = 5_000;
/**
 * How long a session from the identity provider is kept after it has expired. The time is short, because every token
 * has its own session, so there are many sessions. It must still be longer than any accepted clock skew.
 */
const EXTERNAL_SESSION_KEPT_HOURS = 24;
const MAX_STATEMENTS_FOR_EXTERNAL_SESSIONS = 100;

/**
 * Deletes a limited number of sessions that ended or expired long ago, and returns how many it deleted. Several
 * replicas may run this job at the same time.
 */
export async function pruneSessions({ prisma }: Pick<Database, 'prisma'>): Promise<number> {
  let deletedExternalSessionCount = 0;
  for (let statement = 0; statement < MAX_STATEMENTS_FOR_EXTERNAL_SESSIONS; statement++) {
    const deletedCount = await prisma.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions
        WHERE external AND expires_at < now() - make_interval(hours => ${EXTERNAL_SESSION_KEPT_HOURS}::int)
        LIMIT ${MAX_SESSIONS_PER_STATEMENT} FOR UPDATE SKIP LOCKED)`;
    deletedExternalSessionCount += deletedCount;
    if (deletedCount < MAX_SESSIONS_PER_STATEMENT) break;
  }
  const deletedPasswordSessionCount = await prisma.$executeRaw`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions
      WHERE NOT external AND LEAST(ended_at, expires_at) < now() - make_interval(days => ${PASSWORD_SESSION_KEPT_DAYS}::int)
      LIMIT ${MAX_SESSIONS_PER_STATEMENT} FOR UPDATE SKIP LOCKED)`;
  return deletedPasswordSessionCount + deletedExternalSessionCount;
}
