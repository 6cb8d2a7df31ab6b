import type { Queryable } from '../../database/database.ts';
import type { EndedSessions } from './announce-ended-sessions.ts';

interface EndOldestSessionsOptions {
  readonly userId: string;
  /** The number of sessions that the user keeps. These are the most recently used ones. */
  readonly keep: number;
}

/**
 * Ends a user's least recently used sessions, so that at most `keep` of them are left (AUTH-7). Neither ends nor counts
 * sessions from the identity provider, because each of those ends with its token. The caller must call
 * `announceEndedSessions` afterwards.
 */
export async function endOldestSessions(
  db: Pick<Queryable, '$queryRaw'>,
  { userId, keep }: EndOldestSessionsOptions,
): Promise<EndedSessions> {
  const sessionEndCode = 'SESSION_REVOKED';
  const endedSessionRows = await db.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = now(), ended_code = ${sessionEndCode}
    WHERE ended_at IS NULL AND id IN (
      SELECT id FROM sessions
      WHERE user_id = ${userId} AND ended_at IS NULL AND expires_at > now() AND NOT external
      ORDER BY last_used_at DESC, id DESC OFFSET ${keep}::integer)
    RETURNING id`;
  return { userId, sessionIds: endedSessionRows.map((row) => row.id), code: sessionEndCode };
}
