import type { Transaction } from '../../database/database.ts';
import { buildServiceIssuer } from '../../identity/rules/service-issuer.ts';
import type { EndedSessions } from '../../identity/sessions/announce-ended-sessions.ts';

/**
 * Ends all sessions that a service account has opened for the users of its application (AUTH-23). The caller must
 * announce the ended sessions after the commit.
 */
export async function endSessionsOfIssuedUsers(
  tx: Transaction,
  accountName: string,
): Promise<EndedSessions[]> {
  const sessionEndCode = 'SESSION_REVOKED';
  const endedSessionRows = await tx.$queryRaw<{ userId: string; sessionIds: string[] }[]>`
    WITH ended AS (
      UPDATE sessions s SET ended_at = now(), ended_code = ${sessionEndCode}
      FROM users u
      WHERE u.issuer = ${buildServiceIssuer(accountName)} AND s.user_id = u.id AND s.ended_at IS NULL
      RETURNING s.user_id, s.id)
    SELECT user_id AS "userId", array_agg(id) AS "sessionIds" FROM ended GROUP BY user_id`;
  return endedSessionRows.map((row) => ({ ...row, code: sessionEndCode }));
}
