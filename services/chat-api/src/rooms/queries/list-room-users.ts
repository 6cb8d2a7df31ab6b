import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';
import { requireMember } from './require-member.ts';

type RoomMembersReply = ReplyOf<typeof CHAT_API_REQUESTS.roomMembers>;

/**
 * Returns a page of a room's active members, sorted by id. Other services request this list over NATS. Throws
 * `ROOM_NOT_FOUND` if the user is not a member.
 */
export async function listActiveRoomMembers(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, after = '', limit }: RequestOf<typeof CHAT_API_REQUESTS.roomMembers>,
): Promise<RoomMembersReply> {
  await requireMember(deps, { userId, roomId });
  const memberRows = await deps.db.prisma.$queryRaw<RoomMembersReply['members']>`
    SELECT u.id AS "userId", u.name AS "userName", u.user_type AS "userType"
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId} AND u.active AND m.user_id > ${after}
    ORDER BY m.user_id LIMIT ${limit + 1}`;
  const pageMembers = memberRows.slice(0, limit);
  return {
    members: pageMembers,
    next: memberRows.length > limit ? (pageMembers.at(-1)?.userId ?? null) : null,
  };
}
