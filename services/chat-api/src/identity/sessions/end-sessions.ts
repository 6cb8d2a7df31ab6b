import type { Queryable } from '../../database/database.ts';
import type { EndedSessionCode, EndedSessions } from './announce-ended-sessions.ts';

interface EndSessionsOptions {
  readonly userId: string;
  readonly code: EndedSessionCode;
  /** If set, only the session with this id ends. */
  readonly only?: string;
  /** If set, the session with this id does not end. */
  readonly except?: string;
}

/**
 * Ends a user's sessions that have not ended yet, and returns them. The caller must call `announceEndedSessions` after
 * the commit.
 */
export async function endSessions(
  db: Pick<Queryable, '$queryRaw'>,
  { userId, code, only, except }: EndSessionsOptions,
): Promise<EndedSessions> {
  const onlySessionId = only ?? null;
  const exceptSessionId = except ?? null;
  const endedSessionRows = await db.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = now(), ended_code = ${code}
    WHERE user_id = ${userId} AND ended_at IS NULL
      AND (${onlySessionId}::text IS NULL OR id = ${onlySessionId}) AND (${exceptSessionId}::text IS NULL OR id <> ${exceptSessionId})
    RETURNING id`;
  return { userId, sessionIds: endedSessionRows.map((row) => row.id), code };
}
