import type { Member } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import { createWordConditions } from '../../identity/queries/create-word-conditions.ts';
import { checkIdCursor, decodeCursor, encodeCursor } from '../../input/cursor.ts';

interface MemberOrder {
  /** The SQL conditions for the search words and the cursor. The condition for the room is added separately. */
  readonly conditions: readonly Prisma.Sql[];
  readonly columns: Prisma.Sql;
  readonly cursorOf: (member: Member) => string;
}

/** Returns the order by user id for the page that begins after the cursor. */
export const createMemberOrderById = (cursor: string | undefined): MemberOrder => ({
  conditions: [Prisma.sql`m.user_id > ${checkIdCursor(cursor, 'user') ?? ''}`],
  columns: Prisma.sql`m.user_id`,
  cursorOf: (member) => member.user_id,
});

/**
 * Returns the order by name for the page that begins after the cursor. The page contains only members whose names
 * contain every word of `search`.
 */
export function createMemberOrderByName(search: string, cursor: string | undefined): MemberOrder {
  const nameConditions = createWordConditions(Prisma.sql`u.name_folded`, search);
  if (cursor !== undefined) {
    const [name, id] = decodeCursor(cursor, 2);
    nameConditions.push(Prisma.sql`(u.name COLLATE "C", u.id) > (${name} COLLATE "C", ${id})`);
  }
  return {
    conditions: nameConditions,
    columns: Prisma.sql`u.name COLLATE "C", u.id`,
    cursorOf: (member) => encodeCursor([member.name, member.user_id]),
  };
}
