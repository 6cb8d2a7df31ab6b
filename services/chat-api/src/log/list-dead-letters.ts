import type { DeadLetter } from '@kcs/contracts';
import type { Database } from '../database/database.ts';
import { decodeCursor, encodeCursor } from '../input/cursor.ts';

/** What was taken off the bus and could not be used, the newest first. Ids sort by time. */
export async function listDeadLetters(
  { db }: { db: Pick<Database, 'prisma'> },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ letters: DeadLetter[]; nextCursor: string | null }> {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
  const rows = await db.prisma.deadLetter.findMany({
    ...(before === undefined ? {} : { where: { id: { lt: before } } }),
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    letters: page.map(({ createdAt, ...row }) => ({ ...row, created_at: createdAt.toISOString() })),
    nextCursor: last ? encodeCursor([last.id]) : null,
  };
}
