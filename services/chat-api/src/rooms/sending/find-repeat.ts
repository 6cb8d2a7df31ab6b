import type { Database } from '../../database/database.ts';
import type { MessageText } from '../rows/message-json.ts';

/** The message that a sender stored under a `client_msg_id` in a room, while the sender is a member of it. */
export async function findRepeat(
  { prisma }: Database,
  key: { readonly userId: string; readonly roomId: string; readonly clientMsgId: string },
): Promise<MessageText | undefined> {
  const [row] = await prisma.$queryRaw<{ text: string }[]>`
    SELECT text FROM message_texts WHERE id = (
      SELECT d.id FROM messages d
      JOIN rooms r ON r.id = d.room_id AND r.deleted_at IS NULL
      JOIN room_members m ON m.room_id = d.room_id AND m.user_id = d.sender_id
      WHERE d.room_id || d.sender_id || d.client_msg_id = ${key.roomId + key.userId + key.clientMsgId})`;
  return row?.text;
}
