import { ChatError } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';

interface ListReactionsOptions {
  readonly userId: string;
  readonly messageId: string;
  /** If set, only reactions with this emoji are listed. */
  readonly emoji?: string;
  readonly limit: number;
  readonly cursor?: string;
}

interface ReactionRow {
  readonly emoji: string;
  readonly user_id: string;
  readonly name: string;
  readonly created_at: string;
}

/**
 * Returns a page of the users who reacted to a message, sorted by emoji and user id (MSG-17). The message itself
 * contains only the first 50 users of each reaction.
 *
 * Throws `MESSAGE_NOT_FOUND` if the message does not exist or the caller is not a member of its room, or
 * `VALIDATION_FAILED` if the cursor is invalid.
 */
export async function listReactions(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, messageId, emoji, limit, cursor }: ListReactionsOptions,
): Promise<Page> {
  const cursorKey = cursor === undefined ? undefined : decodeCursor(cursor, 2);
  const [message] = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${userId}
    WHERE t.id = ${messageId}`;
  if (!message) throw new ChatError('MESSAGE_NOT_FOUND');
  const reactionRows = await db.prisma.$queryRaw<ReactionRow[]>`
    SELECT x.emoji, x.user_id, u.name, iso(x.created_at) AS created_at
    FROM reactions x JOIN users u ON u.id = x.user_id
    WHERE x.message_id = ${messageId} ${emoji === undefined ? Prisma.empty : Prisma.sql`AND x.emoji = ${emoji}`}
      ${cursorKey === undefined ? Prisma.empty : Prisma.sql`AND (x.emoji, x.user_id) > (${cursorKey[0]}, ${cursorKey[1]})`}
    ORDER BY x.emoji, x.user_id LIMIT ${limit + 1}`;
  return buildPage(
    reactionRows,
    limit,
    (row) => JSON.stringify(row),
    (row) => encodeCursor([row.emoji, row.user_id]),
  );
}
