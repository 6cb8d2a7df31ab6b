import type { Member } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import { buildPage, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { MEMBER_COLUMNS_SQL } from '../rows/read-members.ts';
import { createMemberOrderById, createMemberOrderByName } from './member-order.ts';
import { requireMember } from './require-member.ts';

interface ListMembersOptions {
  readonly userId: string;
  readonly roomId: string;
  /**
   * If set, only the members whose names contain every word of this text are listed, sorted by name. An empty text
   * selects all members.
   */
  readonly search?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Returns a page of a room's members with their roles and read cursors (ROOM-6). With `search`, the members are sorted
 * by name. Otherwise, they are sorted by id. Throws `ROOM_NOT_FOUND` if the caller is not a member.
 */
export async function listMembers(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, search, limit, cursor }: ListMembersOptions,
): Promise<Page> {
  const memberOrder =
    search === undefined ? createMemberOrderById(cursor) : createMemberOrderByName(search, cursor);
  await requireMember(deps, { userId, roomId });
  const memberConditions = [Prisma.sql`m.room_id = ${roomId}`, ...memberOrder.conditions];
  const memberRows = await deps.db.prisma.$queryRaw<Member[]>`
    SELECT ${MEMBER_COLUMNS_SQL}
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE ${Prisma.join(memberConditions, ' AND ')}
    ORDER BY ${memberOrder.columns} LIMIT ${limit + 1}`;
  return buildPage(memberRows, limit, (row) => JSON.stringify(row), memberOrder.cursorOf);
}
