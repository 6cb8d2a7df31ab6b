import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import type { RoomDeps } from '../room-deps.ts';

interface MarkSeenInput {
  readonly userId: string;
  readonly roomId: string;
  /**
   * The seq up to which the caller has seen the room, or the ids of seen messages. If ids are given, the read cursor
   * moves to the newest of these messages. Ids of messages in other rooms are ignored (SOCK-10).
   */
  readonly upTo: { readonly seq: number } | { readonly messageIds: readonly string[] };
}

interface MarkSeenResult {
  readonly lastSeenSeq: number;
  /** Whether the read cursor moved. If it did not, the caller had already seen the messages, and nobody is notified. */
  readonly moved: boolean;
  /**
   * The given message ids that belong to this room. If a seq was given instead, the ids of the newly seen messages,
   * limited to the newest 100.
   */
  readonly messageIds: string[];
  readonly timestamp: string;
}

interface SeenTarget {
  readonly seq: number;
  readonly messageIds: string[];
}

const MAX_SEEN_MESSAGE_IDS = 100;

/**
 * Moves the caller's read cursor forward, but never beyond the room's head (ROOM-12, UNREAD-3). Appends no event.
 *
 * Throws `ROOM_NOT_FOUND` if the caller is not a member, or `MESSAGE_NOT_FOUND` if none of the given messages belongs
 * to the room.
 */
export async function markSeen(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, roomId, upTo }: MarkSeenInput,
): Promise<MarkSeenResult> {
  const { prisma } = db;
  const [before] = await prisma.$queryRaw<{ head: number; lastSeenSeq: number }[]>`
    SELECT r.last_seq AS head, m.last_seen_seq AS "lastSeenSeq"
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    WHERE r.id = ${roomId} AND r.deleted_at IS NULL`;
  if (!before) throw new ChatError('ROOM_NOT_FOUND');
  const { seq, messageIds } =
    'seq' in upTo
      ? await findSeenTargetBySeq(db, roomId, before.lastSeenSeq, upTo.seq)
      : await findSeenTargetByMessages(db, roomId, upTo.messageIds);
  const newReadCursor = Math.min(seq, before.head);
  const movedCursorRows = await prisma.$queryRaw<{ lastSeenSeq: number }[]>`
    UPDATE room_members SET last_seen_seq = ${newReadCursor}
    WHERE room_id = ${roomId} AND user_id = ${userId} AND last_seen_seq < ${newReadCursor}
    RETURNING last_seen_seq AS "lastSeenSeq"`;
  return {
    lastSeenSeq: movedCursorRows[0]?.lastSeenSeq ?? Math.max(before.lastSeenSeq, newReadCursor),
    moved: movedCursorRows.length > 0,
    messageIds,
    timestamp: new Date().toISOString(),
  };
}

async function findSeenTargetBySeq(
  { prisma }: Database,
  roomId: string,
  lastSeenSeq: number,
  seq: number,
): Promise<SeenTarget> {
  const newlySeenMessageRows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM messages WHERE room_id = ${roomId} AND seq > ${lastSeenSeq} AND seq <= ${seq}
    ORDER BY seq DESC LIMIT ${MAX_SEEN_MESSAGE_IDS}`;
  return { seq, messageIds: newlySeenMessageRows.map(({ id }) => id).reverse() };
}

async function findSeenTargetByMessages(
  { prisma }: Database,
  roomId: string,
  messageIds: readonly string[],
): Promise<SeenTarget> {
  const messageRowsInRoom = await prisma.$queryRaw<{ id: string; seq: number }[]>`
    SELECT id, seq FROM messages WHERE id = ANY (${[...messageIds]}::text[]) AND room_id = ${roomId}`;
  if (messageRowsInRoom.length === 0) {
    throw new ChatError(
      'MESSAGE_NOT_FOUND',
      'None of these messages belongs to this room. Check the message ids.',
    );
  }
  const messageIdsInRoom = new Set(messageRowsInRoom.map(({ id }) => id));
  return {
    seq: Math.max(...messageRowsInRoom.map((row) => row.seq)),
    messageIds: [...new Set(messageIds)].filter((id) => messageIdsInRoom.has(id)),
  };
}
