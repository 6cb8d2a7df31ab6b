import type { UserType } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import type { RequestUser } from '../../http/plugins/request-user.ts';

/** The user of a session that is alive: not ended, not expired, its user active. Notes its use, at most every 5 minutes. */
export async function loadSession(
  db: Pick<Database, 'prisma'>,
  sessionId: string,
): Promise<RequestUser | undefined> {
  const [row] = await db.prisma.$queryRaw<
    { id: string; name: string; user_type: UserType; stale: boolean }[]
  >`
    SELECT u.id, u.name, u.user_type, s.last_used_at < now() - interval '5 minutes' AS stale
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = ${sessionId} AND s.ended_at IS NULL AND s.expires_at > now() AND u.active`;
  if (!row) return undefined;
  if (row.stale) await noteUse(db, sessionId);
  return { id: row.id, name: row.name, userType: row.user_type, sessionId };
}

async function noteUse(db: Pick<Database, 'prisma'>, sessionId: string): Promise<void> {
  await db.prisma.$executeRaw`
    UPDATE sessions SET last_used_at = now()
    WHERE id = ${sessionId} AND last_used_at < now() - interval '5 minutes'`;
}
