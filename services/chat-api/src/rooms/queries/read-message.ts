import { ChatError } from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';
import type { MessageJson } from '../rows/message-json.ts';

/**
 * Returns one message. Throws `MESSAGE_NOT_FOUND` if the message does not exist or the caller is not a member of its
 * room.
 */
export async function readMessage(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, messageId }: { readonly userId: string; readonly messageId: string },
): Promise<MessageJson> {
  const [row] = await db.prisma.$queryRaw<{ json: MessageJson }[]>`
    SELECT with_own_reactions(t.text, t.id, ${userId}) AS json FROM message_texts t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${userId}
    WHERE t.id = ${messageId}`;
  if (!row) throw new ChatError('MESSAGE_NOT_FOUND');
  return row.json;
}
