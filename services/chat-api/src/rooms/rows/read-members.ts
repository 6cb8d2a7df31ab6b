import type { Member } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

/** Returns those of the given users who are members of the room, sorted by id. */
export function readMembers(tx: Transaction, roomId: string, userIds: readonly string[]): Promise<Member[]> {
  return tx.$queryRaw<Member[]>`
    SELECT m.user_id, u.name, u.user_type, m.role, m.last_seen_seq, iso(m.joined_at) AS joined_at
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId} AND m.user_id = ANY (${userIds}::text[])
    ORDER BY m.user_id`;
}
