import type { Session } from '@kcs/contracts';
import type { Database } from '../store/database.ts';

const MOST = 200;

/** One's own living sessions, the latest used first. */
export async function listSessions(
  { db }: { db: Pick<Database, 'prisma'> },
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<Session[]> {
  const rows = await db.prisma.session.findMany({
    where: { userId, endedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { lastUsedAt: 'desc' },
    take: MOST,
  });
  return rows.map((row) => ({
    id: row.id,
    current: row.id === sessionId,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  }));
}
