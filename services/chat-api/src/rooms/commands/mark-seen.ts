import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

export interface MarkSeenInput {
  readonly userId: string;
  readonly roomId: string;
  /** Up to which number, or up to the newest of which messages; ids of other rooms are ignored. */
  readonly upTo: { readonly seq: number } | { readonly messageIds: readonly string[] };
}

export interface Seen {
  readonly lastSeenSeq: number;
  /** False where the cursor stood there or beyond already: nobody is told. */
  readonly moved: boolean;
  /** Those of the ids given that are of this room; for a number, the messages it newly covers, at most 100. */
  readonly messageIds: string[];
  readonly timestamp: string;
}

const MOST_IDS_TOLD = 100;

/**
 * Moves one's cursor forward, never back and never beyond the room's head. Takes no number of the room.
 * @throws ChatError ROOM_NOT_FOUND; MESSAGE_NOT_FOUND when none of the ids is of this room
 */
export async function markSeen({ db }: { readonly db: Database }, input: MarkSeenInput): Promise<Seen> {
  const { prisma } = db;
  const [before] = await prisma.$queryRaw<{ head: number; lastSeenSeq: number }[]>`
    SELECT r.last_seq AS head, m.last_seen_seq AS "lastSeenSeq"
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${input.userId}
    WHERE r.id = ${input.roomId} AND r.deleted_at IS NULL`;
  if (!before) throw new ChatError('ROOM_NOT_FOUND');
  const { seq, messageIds } = await target(db, input, before.lastSeenSeq);
  const upTo = Math.min(seq, before.head);
  const moved = await prisma.$queryRaw<{ lastSeenSeq: number }[]>`
    UPDATE room_members SET last_seen_seq = ${upTo}
    WHERE room_id = ${input.roomId} AND user_id = ${input.userId} AND last_seen_seq < ${upTo}
    RETURNING last_seen_seq AS "lastSeenSeq"`;
  return {
    lastSeenSeq: moved[0]?.lastSeenSeq ?? Math.max(before.lastSeenSeq, upTo),
    moved: moved.length > 0,
    messageIds,
    timestamp: new Date().toISOString(),
  };
}

async function target(
  { prisma }: Database,
  { roomId, upTo }: MarkSeenInput,
  after: number,
): Promise<{ seq: number; messageIds: string[] }> {
  if ('seq' in upTo) {
    const covered = await prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM messages WHERE room_id = ${roomId} AND seq > ${after} AND seq <= ${upTo.seq}
      ORDER BY seq DESC LIMIT ${MOST_IDS_TOLD}`;
    return { seq: upTo.seq, messageIds: covered.map(({ id }) => id).reverse() };
  }
  const own = await prisma.$queryRaw<{ id: string; seq: number }[]>`
    SELECT id, seq FROM messages WHERE id = ANY (${[...upTo.messageIds]}::text[]) AND room_id = ${roomId}`;
  if (own.length === 0) throw new ChatError('MESSAGE_NOT_FOUND', 'None of these messages is of this room.');
  const valid = new Set(own.map(({ id }) => id));
  return {
    seq: Math.max(...own.map((row) => row.seq)),
    messageIds: [...new Set(upTo.messageIds)].filter((id) => valid.has(id)),
  };
}
