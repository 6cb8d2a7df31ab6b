import { LIMITS } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

/** How much of a room the user has not seen, capped at 1000. */
export async function readUnread(
  { db }: { readonly db: Database },
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
): Promise<{ unread: number; mentioned: number }> {
  const [row] = await db.prisma.$queryRaw<{ unread: number; mentioned: number }[]>`
    SELECT u.unread, u.mentioned
    FROM room_members m,
      LATERAL unread_of(m.room_id, m.user_id, m.last_seen_seq, ${LIMITS.UNREAD_CAP}::integer) u
    WHERE m.room_id = ${roomId} AND m.user_id = ${userId}`;
  return row ?? { unread: 0, mentioned: 0 };
}
