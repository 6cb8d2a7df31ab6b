import type { User } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import { Prisma } from '../../generated/client.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../../input/cursor.ts';
import { toUser } from '../rows/to-user.ts';
import { createWordConditions } from './create-word-conditions.ts';
import type { Viewer } from './find-user.ts';

interface ListUsersOptions {
  readonly viewer: Viewer;
  readonly search?: string | undefined;
  /**
   * If true, only active users are listed. If false, only deactivated users are listed. If absent, users are listed
   * regardless of their state. A viewer who is not an Admin never sees deactivated users.
   */
  readonly active?: boolean | undefined;
  /** The id of a room whose members are not listed. The caller must check that the viewer is a member of the room. */
  readonly notInRoom?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Returns a page of the users whose names contain every word of `search`, in any order (AUTH-16). The list is sorted by
 * name. The search ignores accents, apostrophes, and letter case. Admins also see deactivated users and can search by
 * email. The cursor contains the last name and id of the page, so the pages neither repeat nor skip users when other
 * users are added.
 */
export async function listUsers(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { viewer, search = '', active, notInRoom, limit, cursor }: ListUsersOptions,
): Promise<Page<User>> {
  const searchedColumn = viewer.isAdmin ? Prisma.sql`name_and_emails_folded` : Prisma.sql`name_folded`;
  const userConditions = createWordConditions(searchedColumn, search);
  if (!viewer.isAdmin) userConditions.push(Prisma.sql`active`);
  if (active !== undefined) userConditions.push(Prisma.sql`active = ${active}`);
  if (notInRoom !== undefined) {
    userConditions.push(Prisma.sql`NOT EXISTS (
      SELECT FROM room_members m WHERE m.room_id = ${notInRoom} AND m.user_id = users.id)`);
  }
  if (cursor !== undefined) {
    const [name, id] = decodeCursor(cursor, 2);
    userConditions.push(Prisma.sql`(name COLLATE "C", id) > (${name} COLLATE "C", ${id})`);
  }
  const whereClause =
    userConditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(userConditions, ' AND ')}`;
  const userRows = await db.prisma.$queryRaw<Row[]>`
    SELECT id, name, email, external_email AS "externalEmail", user_type AS "userType", active, created_at AS "createdAt"
    FROM users ${whereClause} ORDER BY name COLLATE "C", id LIMIT ${limit + 1}`;
  return buildPage(
    userRows,
    limit,
    (row) => toUser(row, { withEmail: viewer.isAdmin || row.id === viewer.id }),
    (row) => encodeCursor([row.name, row.id]),
  );
}
