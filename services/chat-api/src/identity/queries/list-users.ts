import type { User } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import { Prisma } from '../../generated/client.ts';
import { decodeCursor, encodeCursor } from '../../input/cursor.ts';
import { toUser } from '../rows/to-user.ts';

export interface ListUsersInput {
  readonly viewer: { readonly id: string; readonly isAdmin: boolean };
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * People by name, those whose name contains `search`. Admins see deactivated accounts too, and search e-mails.
 * Stable under changes: the cursor is the last name and id seen.
 */
export async function listUsers(
  { db }: { db: Pick<Database, 'prisma'> },
  input: ListUsersInput,
): Promise<{ users: User[]; nextCursor: string | null }> {
  const { viewer, limit } = input;
  const conditions = [Prisma.sql`TRUE`];
  const search = input.search?.trim();
  if (search) conditions.push(matches(`%${search.replace(/[\\%_]/g, '\\$&')}%`, viewer.isAdmin));
  if (!viewer.isAdmin) conditions.push(Prisma.sql`active`);
  if (input.cursor !== undefined) {
    const [name, id] = decodeCursor(input.cursor, 2);
    conditions.push(Prisma.sql`(name COLLATE "C", id) > (${name} COLLATE "C", ${id})`);
  }
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT id, name, email, external_email AS "externalEmail", user_type AS "userType", active, created_at AS "createdAt"
    FROM users WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY name COLLATE "C", id LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    users: page.map((row) => toUser(row, { withEmail: viewer.isAdmin || row.id === viewer.id })),
    nextCursor: last ? encodeCursor([last.name, last.id]) : null,
  };
}

const matches = (pattern: string, byEmail: boolean) =>
  byEmail
    ? Prisma.sql`(name ILIKE ${pattern} OR email ILIKE ${pattern} OR external_email ILIKE ${pattern})`
    : Prisma.sql`name ILIKE ${pattern}`;
