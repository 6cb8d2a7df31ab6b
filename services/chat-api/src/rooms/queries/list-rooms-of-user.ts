import { LIMITS } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

/** A user's rooms with their sizes, at most 500 of the newest activity. */
export function roomsOfUser(
  { db }: { readonly db: Database },
  userId: string,
): Promise<{ roomId: string; memberCount: number }[]> {
  return db.prisma.$queryRaw`
    SELECT r.id AS "roomId", r.member_count AS "memberCount"
    FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${userId} AND r.deleted_at IS NULL
    ORDER BY r.last_activity_at DESC LIMIT ${LIMITS.ROOMS_PER_JOIN}`;
}
