import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

/** Mutes a room for oneself; nobody else sees it, so it takes no number. @throws ChatError ROOM_NOT_FOUND */
export async function muteRoom(
  { db }: { readonly db: Database },
  input: { readonly userId: string; readonly roomId: string; readonly muted: boolean },
): Promise<void> {
  const changed = await db.prisma.$executeRaw`
    UPDATE room_members m SET muted = ${input.muted} FROM rooms r
    WHERE m.room_id = ${input.roomId} AND m.user_id = ${input.userId} AND r.id = m.room_id AND r.deleted_at IS NULL`;
  if (changed === 0) throw new ChatError('ROOM_NOT_FOUND');
}
