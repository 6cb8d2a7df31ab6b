import type { Database } from '../../database/database.ts';
import type { MessageJson } from '../rows/message-json.ts';

interface RepeatedMessageKey {
  readonly userId: string;
  readonly roomId: string;
  readonly clientMsgId: string;
}

/**
 * Returns the message that the sender has already stored in the room with the given `client_msg_id`. Returns undefined
 * if there is no such message, or if the sender is no longer a member.
 */
export async function findRepeatedMessage(
  { prisma }: Pick<Database, 'prisma'>,
  { userId, roomId, clientMsgId }: RepeatedMessageKey,
): Promise<MessageJson | undefined> {
  const [row] = await prisma.$queryRaw<{ json: MessageJson }[]>`
    SELECT with_own_reactions(text, id, ${userId}) AS json FROM message_texts WHERE id = (
      SELECT d.id FROM messages d
      JOIN rooms r ON r.id = d.room_id AND r.deleted_at IS NULL
      JOIN room_members m ON m.room_id = d.room_id AND m.user_id = d.sender_id
      WHERE d.room_id || d.sender_id || d.client_msg_id = ${roomId + userId + clientMsgId})`;
  return row?.json;
}
