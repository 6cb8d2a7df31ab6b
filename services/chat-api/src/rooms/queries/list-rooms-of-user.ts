import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';

/** Maximum number of rooms per page. A page takes about a third of the maximum size of a NATS message. */
const MAX_ROOMS_PER_PAGE = 5_000;

/**
 * Returns one page of a user's rooms with their member counts, sorted by id. The number of pages is not limited.
 * Otherwise, someone could push a room off the list by adding the user to many other rooms.
 */
export async function listRoomsOfUser(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, after = '' }: RequestOf<typeof CHAT_API_REQUESTS.roomsOfUser>,
  limit = MAX_ROOMS_PER_PAGE,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.roomsOfUser>> {
  const roomRows = await db.prisma.$queryRaw<{ roomId: string; memberCount: number }[]>`
    SELECT r.id AS "roomId", r.member_count AS "memberCount"
    FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${userId} AND m.room_id > ${after} AND r.deleted_at IS NULL
    ORDER BY m.room_id LIMIT ${limit + 1}`;
  const pageRooms = roomRows.slice(0, limit);
  return { rooms: pageRooms, next: roomRows.length > limit ? (pageRooms.at(-1)?.roomId ?? null) : null };
}
