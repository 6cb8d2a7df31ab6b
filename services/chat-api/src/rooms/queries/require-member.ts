import { ChatError } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';

/**
 * Returns the room's head, and whether the user may send messages in the room (ROOM-14). Throws `ROOM_NOT_FOUND` if the
 * user is not a member of the room.
 */
export async function requireMember(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
): Promise<{ head: number; mayPost: boolean }> {
  const [row] = await db.prisma.$queryRaw<{ head: number; mayPost: boolean }[]>`
    SELECT r.last_seq AS head, r.post_policy <> 'managers' OR m.role <> 'member' AS "mayPost"
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    WHERE r.id = ${roomId} AND r.deleted_at IS NULL`;
  if (!row) throw new ChatError('ROOM_NOT_FOUND');
  return row;
}
