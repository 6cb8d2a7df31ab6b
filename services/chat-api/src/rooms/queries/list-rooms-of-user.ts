import { LIMITS } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';

/** Returns a user's rooms with their member counts, at most the 500 rooms with the most recent activity. */
export function listRoomsOfUser(
  { db }: Pick<RoomDeps, 'db'>,
  userId: string,
): Promise<{ roomId: string; memberCount: number }[]> {
  return db.prisma.$queryRaw`
    SELECT r.id AS "roomId", r.member_count AS "memberCount"
    FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${userId} AND r.deleted_at IS NULL
    ORDER BY r.last_activity_at DESC LIMIT ${LIMITS.ROOMS_PER_JOIN}`;
}
