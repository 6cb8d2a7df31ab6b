import type { UserType } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { recordSessionUse } from './record-session-use.ts';

export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly userType: UserType;
  readonly sessionId: string;
}

/**
 * Returns the user to whom a live session belongs. Returns undefined if the session is unknown, ended, or expired, or
 * if the user is deactivated. Records that the session was used, at most once every 5 minutes.
 */
export async function findUserOfLiveSession(
  { prisma }: Pick<Database, 'prisma'>,
  sessionId: string,
): Promise<SessionUser | undefined> {
  const [row] = await prisma.$queryRaw<{ id: string; name: string; user_type: UserType; stale: boolean }[]>`
    SELECT u.id, u.name, u.user_type, s.last_used_at < now() - interval '5 minutes' AS stale
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = ${sessionId} AND s.ended_at IS NULL AND s.expires_at > now() AND u.active`;
  if (!row) return undefined;
  if (row.stale) await recordSessionUse({ prisma }, [sessionId]);
  return { id: row.id, name: row.name, userType: row.user_type, sessionId };
}
