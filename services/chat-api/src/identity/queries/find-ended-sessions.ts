import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

/**
 * Returns the ids of the given sessions that are no longer live, each with a code for the reason. An expired or unknown
 * session counts as revoked.
 */
export async function findEndedSessions(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { sessionIds }: RequestOf<typeof CHAT_API_REQUESTS.endedSessions>,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.endedSessions>> {
  const endedSessionRows = await db.prisma.$queryRaw<{ sessionId: string; code: string }[]>`
    SELECT asked.id AS "sessionId",
      CASE WHEN NOT u.active THEN 'DEACTIVATED' ELSE COALESCE(s.ended_code, 'SESSION_REVOKED') END AS code
    FROM unnest(${[...new Set(sessionIds)]}::text[]) AS asked (id)
    LEFT JOIN sessions s ON s.id = asked.id LEFT JOIN users u ON u.id = s.user_id
    WHERE s.id IS NULL OR s.ended_at IS NOT NULL OR s.expires_at <= now() OR NOT u.active`;
  return { ended: endedSessionRows };
}
