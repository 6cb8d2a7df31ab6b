import type { CHAT_API, ReplyOf, RequestOf } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';
import { requireMember } from './require-member.ts';

type RoomUsers = ReplyOf<typeof CHAT_API.roomMembers>;

/**
 * Returns a page of a room's active members, sorted by id. Other services request this list over NATS. Throws
 * `ROOM_NOT_FOUND` if the user is not a member.
 */
export async function listRoomUsers(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, after = '', limit }: RequestOf<typeof CHAT_API.roomMembers>,
): Promise<RoomUsers> {
  await requireMember(deps, { userId, roomId });
  const memberRows = await deps.db.prisma.$queryRaw<RoomUsers['members']>`
    SELECT u.id AS "userId", u.name AS "userName", u.user_type AS "userType"
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId} AND u.active AND m.user_id > ${after}
    ORDER BY m.user_id LIMIT ${limit + 1}`;
  const members = memberRows.slice(0, limit);
  return { members, next: memberRows.length > limit ? (members.at(-1)?.userId ?? null) : null };
}
