import { LIMITS } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';

/** Returns how many unread messages a user has in a room, at most 1,000 (UNREAD-1). */
export async function countUnread(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
): Promise<number> {
  const [row] = await db.prisma.$queryRaw<{ unread: number }[]>`
    SELECT u.unread
    FROM room_members m,
      LATERAL unread_of(m.room_id, m.user_id, m.last_seen_seq, ${LIMITS.UNREAD_CAP}::integer) u
    WHERE m.room_id = ${roomId} AND m.user_id = ${userId}`;
  return row?.unread ?? 0;
}
