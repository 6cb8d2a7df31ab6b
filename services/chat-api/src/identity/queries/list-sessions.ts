import type { Session } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { parseTimeCursor } from '../../input/time-cursor.ts';

interface Input {
  readonly userId: string;
  readonly sessionId: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** One's own living sessions, the latest used first. */
export async function listSessions(
  { db }: { db: Pick<Database, 'prisma'> },
  { userId, sessionId, limit, cursor }: Input,
): Promise<{ sessions: Session[]; nextCursor: string | null }> {
  const after = cursor === undefined ? undefined : parseTimeCursor(cursor, 'sess');
  const older = after && {
    OR: [{ lastUsedAt: { lt: after.at } }, { lastUsedAt: after.at, id: { lt: after.id } }],
  };
  const rows = await db.prisma.session.findMany({
    where: { userId, endedAt: null, expiresAt: { gt: new Date() }, ...older },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const sessions = rows.slice(0, limit).map((row) => ({
    id: row.id,
    current: row.id === sessionId,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  }));
  const last = rows.length > limit ? sessions.at(-1) : undefined;
  return { sessions, nextCursor: last ? `${last.last_used_at}_${last.id}` : null };
}
