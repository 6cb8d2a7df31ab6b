import { ChatError } from '@kcs/contracts';
import { buildPage, checkIdCursor, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';

interface ListReceiptsOptions {
  readonly userId: string;
  readonly messageId: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Returns a page of the recipients of a message who have seen it (MSG-8). The SQL condition for recipients must match
 * `isRecipient` (contracts). Throws `MESSAGE_NOT_FOUND` if the message does not exist or the caller is not a member of
 * its room.
 */
export async function listReceipts(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, messageId, limit, cursor }: ListReceiptsOptions,
): Promise<Page> {
  const afterUserId = checkIdCursor(cursor, 'user') ?? '';
  const [message] = await db.prisma.$queryRaw<{ roomId: string; senderId: string; seq: number }[]>`
    SELECT t.room_id AS "roomId", t.sender_id AS "senderId", t.seq FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${userId}
    WHERE t.id = ${messageId}`;
  if (!message) throw new ChatError('MESSAGE_NOT_FOUND');
  const receiptRows = await db.prisma.$queryRaw<{ user_id: string; name: string; last_seen_seq: number }[]>`
    SELECT m.user_id, u.name, m.last_seen_seq
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${message.roomId} AND m.last_seen_seq >= ${message.seq}
      AND u.active AND NOT u.is_service AND m.user_id <> ${message.senderId} AND m.joined_seq < ${message.seq} AND m.user_id > ${afterUserId}
    ORDER BY m.user_id LIMIT ${limit + 1}`;
  return buildPage(
    receiptRows,
    limit,
    (row) => JSON.stringify(row),
    (row) => row.user_id,
  );
}
