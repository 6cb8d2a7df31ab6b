import type { CHAT_API_REQUESTS, ReplyOf } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';

type RoomsPage = ReplyOf<typeof CHAT_API_REQUESTS.roomsOfUser>;

/** The maximum number of rooms in a reply about several users. It takes about a third of a NATS message. */
const MAX_ROOMS_IN_REPLY = 5_000;

/** Returns how many rooms of each user fit into a reply about `users` users. */
export const limitRoomsPerUser = (users: number): number => Math.floor(MAX_ROOMS_IN_REPLY / users);

/**
 * Returns the SQL expression of the JSON text with the first rooms of a user, sorted by id: one room more than `limit`,
 * if there are so many. `userId` is an SQL expression.
 */
export const selectFirstRoomsOf = (userId: Prisma.Sql, limit: number): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(json_agg(json_build_object('roomId', p.id, 'memberCount', p.member_count) ORDER BY p.id), '[]')::text
  FROM (
    SELECT r.id, r.member_count FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${userId} AND r.deleted_at IS NULL
    ORDER BY m.room_id LIMIT ${limit + 1}
  ) p
)`;

/** Returns the page of rooms in a JSON text that `selectFirstRoomsOf` has created. */
export function readFirstRooms(roomsJson: string, limit: number): RoomsPage {
  const rooms = JSON.parse(roomsJson) as RoomsPage['rooms'];
  const pageRooms = rooms.slice(0, limit);
  return { rooms: pageRooms, next: rooms.length > limit ? (pageRooms.at(-1)?.roomId ?? null) : null };
}
