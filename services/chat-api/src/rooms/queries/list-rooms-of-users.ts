import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import type { RoomDeps } from '../room-deps.ts';
import { limitRoomsPerUser, readFirstRooms, selectFirstRoomsOf } from './first-rooms-of.ts';

/** Returns the first page of each user's rooms, in the order of the users. One statement reads everything. */
export async function listRoomsOfUsers(
  { db }: Pick<RoomDeps, 'db'>,
  { userIds }: RequestOf<typeof CHAT_API_REQUESTS.roomsOfUsers>,
  limit = limitRoomsPerUser(userIds.length),
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.roomsOfUsers>> {
  const rows = await db.prisma.$queryRaw<{ rooms: string }[]>`
    SELECT ${selectFirstRoomsOf(Prisma.sql`q.user_id`, limit)} AS rooms
    FROM unnest(${userIds}::text[]) WITH ORDINALITY AS q (user_id, number)
    ORDER BY q.number`;
  return { pages: rows.map(({ rooms }) => readFirstRooms(rooms, limit)) };
}
