import type { RoomDeps } from '../room-deps.ts';

/**
 * Compares each room's head with the given position, and returns the heads that differ. Omits rooms whose head equals
 * the position. The result contains null for a room that does not exist, and for a deleted room whose head is not above
 * the position.
 */
export async function findChangedHeads(
  { db }: Pick<RoomDeps, 'db'>,
  positions: Readonly<Record<string, number>>,
): Promise<Record<string, number | null>> {
  const roomIds = Object.keys(positions);
  // A join, because PostgreSQL may plan `id = ANY (…)` as a scan that compares each of some hundred rooms with each id.
  const roomRows = await db.prisma.$queryRaw<{ id: string; head: number; deleted: boolean }[]>`
    SELECT id, last_seq AS head, deleted_at IS NOT NULL AS deleted
    FROM unnest(${roomIds}::text[]) AS given (id) JOIN rooms USING (id)`;
  const roomRowsById = new Map(roomRows.map((row) => [row.id, row]));
  const changedHeads: Record<string, number | null> = {};
  for (const [id, position] of Object.entries(positions)) {
    const roomRow = roomRowsById.get(id);
    if (!roomRow || (roomRow.deleted && roomRow.head <= position)) changedHeads[id] = null;
    else if (roomRow.head !== position) changedHeads[id] = roomRow.head;
  }
  return changedHeads;
}
