import type { Member } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';

/**
 * The columns of a `Member` (contracts). The query must use the aliases `m` for the membership and `u` for the user.
 */
export const MEMBER_COLUMNS_SQL = Prisma.sql`
  m.user_id, u.name, u.user_type, u.active, u.is_service, m.role, m.last_seen_seq, m.joined_seq,
  iso(m.joined_at) AS joined_at`;

/** Returns the members of the room who are among the given users, sorted by id. */
export function readMembers(tx: Transaction, roomId: string, userIds: readonly string[]): Promise<Member[]> {
  return tx.$queryRaw<Member[]>`
    SELECT ${MEMBER_COLUMNS_SQL}
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId} AND m.user_id = ANY (${userIds}::text[])
    ORDER BY m.user_id`;
}
