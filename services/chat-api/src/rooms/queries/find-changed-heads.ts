import type { Database } from '../../database/database.ts';

/**
 * Of the rooms given with a position, those whose head is another. A room that does not exist, or whose end the asker
 * has heard already, has head null; a deleted room whose end it has not heard has its last number.
 */
export async function changedHeads(
  { db }: { readonly db: Database },
  positions: Readonly<Record<string, number>>,
): Promise<Record<string, number | null>> {
  const ids = Object.keys(positions);
  const rows = await db.prisma.$queryRaw<{ id: string; head: number; deleted: boolean }[]>`
    SELECT id, last_seq AS head, deleted_at IS NOT NULL AS deleted FROM rooms WHERE id = ANY (${ids}::text[])`;
  const known = new Map(rows.map((row) => [row.id, row]));
  const heads: Record<string, number | null> = {};
  for (const [id, position] of Object.entries(positions)) {
    const room = known.get(id);
    if (!room || (room.deleted && room.head <= position)) heads[id] = null;
    else if (room.head !== position) heads[id] = room.head;
  }
  return heads;
}
