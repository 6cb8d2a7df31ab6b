import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { checkCursor } from '../../input/check-cursor.ts';
import { type Page, pageOf } from '../../input/page.ts';

/**
 * Who has seen a message: the members but the sender whose cursor has reached it. Who joined after it has not: their
 * cursor began above it. @throws ChatError MESSAGE_NOT_FOUND
 */
export async function listReceipts(
  { db }: { readonly db: Database },
  input: {
    readonly userId: string;
    readonly messageId: string;
    readonly limit: number;
    readonly cursor?: string;
  },
): Promise<Page> {
  const after = checkCursor(input.cursor, 'user') ?? '';
  const [message] = await db.prisma.$queryRaw<{ roomId: string; senderId: string; seq: number }[]>`
    SELECT t.room_id AS "roomId", t.sender_id AS "senderId", t.seq FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${input.userId}
    WHERE t.id = ${input.messageId}`;
  if (!message) throw new ChatError('MESSAGE_NOT_FOUND');
  const rows = await db.prisma.$queryRaw<{ user_id: string; name: string; last_seen_seq: number }[]>`
    SELECT m.user_id, u.name, m.last_seen_seq
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${message.roomId} AND m.last_seen_seq >= ${message.seq} AND m.joined_seq < ${message.seq}
      AND m.user_id <> ${message.senderId} AND m.user_id > ${after}
    ORDER BY m.user_id LIMIT ${input.limit + 1}`;
  return pageOf(rows, input.limit, JSON.stringify, (row) => row.user_id);
}
