import { checkIdCursor, type Page, pageOf } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { requireMember } from './require-member.ts';

interface ListMembersOptions {
  readonly userId: string;
  readonly roomId: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Returns a room's members with their role and read cursor, sorted by id (ROOM-6). Throws `ROOM_NOT_FOUND`. */
export async function listMembers(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, limit, cursor }: ListMembersOptions,
): Promise<Page> {
  const after = checkIdCursor(cursor, 'user') ?? '';
  await requireMember(deps, { userId, roomId });
  const rows = await deps.db.prisma.$queryRaw<{ userId: string; json: string }[]>`
    SELECT m.user_id AS "userId", json_build_object('user_id', m.user_id, 'name', u.name, 'user_type', u.user_type,
      'role', m.role, 'last_seen_seq', m.last_seen_seq, 'joined_at', iso(m.joined_at))::text AS json
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId} AND m.user_id > ${after}
    ORDER BY m.user_id LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    (row) => row.json,
    (row) => row.userId,
  );
}
