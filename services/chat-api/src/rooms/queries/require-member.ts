import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

/** Judges membership and returns the room's head. @throws ChatError ROOM_NOT_FOUND */
export async function requireMember(
  { db }: { readonly db: Database },
  input: { readonly userId: string; readonly roomId: string },
): Promise<{ head: number }> {
  const [row] = await db.prisma.$queryRaw<{ head: number }[]>`
    SELECT r.last_seq AS head
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${input.userId}
    WHERE r.id = ${input.roomId} AND r.deleted_at IS NULL`;
  if (!row) throw new ChatError('ROOM_NOT_FOUND');
  return row;
}
