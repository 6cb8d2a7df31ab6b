import type { User } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import { Prisma } from '../../generated/client.ts';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../input/cursor.ts';
import { toUser } from '../rows/to-user.ts';
import type { Viewer } from './find-user.ts';

interface ListUsersOptions {
  readonly viewer: Viewer;
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Returns users whose name contains `search`, sorted by name (AUTH-16). For Admins, the list includes deactivated
 * accounts, and `search` also matches email addresses. The cursor is the last name and id, so paging stays correct
 * while users change.
 */
export async function listUsers(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { viewer, search, limit, cursor }: ListUsersOptions,
): Promise<Page<User>> {
  const conditions = [Prisma.sql`TRUE`];
  const term = search?.trim();
  if (term) conditions.push(contains(term, { byEmail: viewer.isAdmin }));
  if (!viewer.isAdmin) conditions.push(Prisma.sql`active`);
  if (cursor !== undefined) {
    const [name, id] = decodeCursor(cursor, 2);
    conditions.push(Prisma.sql`(name COLLATE "C", id) > (${name} COLLATE "C", ${id})`);
  }
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT id, name, email, external_email AS "externalEmail", user_type AS "userType", active, created_at AS "createdAt"
    FROM users WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY name COLLATE "C", id LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    (row) => toUser(row, { withEmail: viewer.isAdmin || row.id === viewer.id }),
    (row) => encodeCursor([row.name, row.id]),
  );
}

function contains(term: string, { byEmail }: { readonly byEmail: boolean }): Prisma.Sql {
  const pattern = `%${term.replace(/[\\%_]/g, '\\$&')}%`;
  return byEmail
    ? Prisma.sql`(name ILIKE ${pattern} OR email ILIKE ${pattern} OR external_email ILIKE ${pattern})`
    : Prisma.sql`name ILIKE ${pattern}`;
}
