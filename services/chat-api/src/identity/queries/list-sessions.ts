import type { Session } from '@kcs/contracts';
import { buildPage, encodeTimeCursor, type Page, parseTimeCursor } from '../../input/cursor.ts';
import type { IdentityDeps } from '../identity-deps.ts';

interface ListSessionsOptions {
  readonly userId: string;
  /** The id of the caller's session. It is marked as `current` in the list. */
  readonly sessionId: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Returns a page of the caller's live sessions, most recently used first (AUTH-7). */
export async function listSessions(
  { db, clock }: Pick<IdentityDeps, 'db' | 'clock'>,
  { userId, sessionId, limit, cursor }: ListSessionsOptions,
): Promise<Page<Session>> {
  const cursorKey = cursor === undefined ? undefined : parseTimeCursor(cursor, 'sess');
  const afterCursorCondition = cursorKey && {
    OR: [{ lastUsedAt: { lt: cursorKey.time } }, { lastUsedAt: cursorKey.time, id: { lt: cursorKey.id } }],
  };
  const sessionRows = await db.prisma.session.findMany({
    where: { userId, endedAt: null, expiresAt: { gt: new Date(clock.now()) }, ...afterCursorCondition },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return buildPage(
    sessionRows,
    limit,
    (row) => ({
      id: row.id,
      current: row.id === sessionId,
      user_agent: row.userAgent,
      created_at: row.createdAt.toISOString(),
      last_used_at: row.lastUsedAt.toISOString(),
      expires_at: row.expiresAt.toISOString(),
    }),
    (row) => encodeTimeCursor(row.lastUsedAt.toISOString(), row.id),
  );
}
