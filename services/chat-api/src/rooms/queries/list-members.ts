import type { Member } from '@kcs/contracts';
import { buildPage, checkIdCursor, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { MEMBER_COLUMNS } from '../rows/read-members.ts';
import { requireMember } from './require-member.ts';

interface ListMembersOptions {
  readonly userId: string;
  readonly roomId: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Returns a room's members with their roles and read cursors, sorted by id (ROOM-6). Throws `ROOM_NOT_FOUND` if the
 * caller is not a member.
 */
export async function listMembers(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, limit, cursor }: ListMembersOptions,
): Promise<Page> {
  const idAbove = checkIdCursor(cursor, 'user') ?? '';
  await requireMember(deps, { userId, roomId });
  const rows = await deps.db.prisma.$queryRaw<Member[]>`
    SELECT ${MEMBER_COLUMNS}
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId} AND m.user_id > ${idAbove}
    ORDER BY m.user_id LIMIT ${limit + 1}`;
  return buildPage(
    rows,
    limit,
    (row) => JSON.stringify(row),
    (row) => row.user_id,
  );
}
