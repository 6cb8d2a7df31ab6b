import type { Database } from '../../database/database.ts';

/**
 * Records that sessions are in use, unless that was recorded within the last 5 minutes. Skips sessions that another
 * statement is changing, so that two statements never wait for each other.
 */
export async function recordSessionUse(
  { prisma }: Pick<Database, 'prisma'>,
  sessionIds: readonly string[],
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE sessions SET last_used_at = now()
    WHERE id IN (
      SELECT id FROM sessions
      WHERE id = ANY (${sessionIds}::text[]) AND last_used_at < now() - interval '5 minutes'
      FOR UPDATE SKIP LOCKED)`;
}
