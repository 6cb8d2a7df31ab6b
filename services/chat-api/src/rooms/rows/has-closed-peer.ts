import type { Queryable } from '../../database/database.ts';

/** Returns whether the room is a direct room whose other member is deactivated. */
export async function hasClosedPeer(
  db: Pick<Queryable, '$queryRaw'>,
  roomId: string,
  userId: string,
): Promise<boolean> {
  const [row] = await db.$queryRaw<[{ closed: boolean }]>`
    SELECT EXISTS (
      SELECT FROM rooms r
      JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
      JOIN room_members o ON o.room_id = r.id AND o.user_id <> m.user_id
      JOIN users u ON u.id = o.user_id AND NOT u.active
      WHERE r.id = ${roomId} AND r.room_type = 'direct'
    ) AS closed`;
  return row.closed;
}
