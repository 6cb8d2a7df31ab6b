import { ChatError, LIMITS } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';
import type { Page } from '../../input/page.ts';
import { parseTimeCursor } from '../../input/time-cursor.ts';

interface Row {
  readonly text: string;
  readonly cursor: string;
}

/** A `Room` (contracts) as its member sees it, as JSON text; counts are capped, so that one query stays bounded. */
const ROOM_TEXT = Prisma.sql`
  json_build_object(
    'id', r.id, 'name', r.name, 'room_type', r.room_type, 'created_at', iso(r.created_at), 'last_seq', r.last_seq,
    'last_message', (SELECT t.text::json FROM message_texts t WHERE t.room_id = r.id ORDER BY t.seq DESC LIMIT 1),
    'unread_count', u.unread, 'mention_count', u.mentioned, 'last_seen_seq', m.last_seen_seq,
    'member_count', r.member_count, 'my_role', m.role, 'muted', m.muted, 'hidden', m.hidden_at IS NOT NULL)::text`;

const UNREAD = Prisma.sql`
  LEFT JOIN LATERAL unread_of(r.id, m.user_id, m.last_seen_seq, ${LIMITS.UNREAD_CAP}::integer) u ON true`;

/** The caller's rooms, newest activity first; a direct room that was left is absent until its next message. */
export async function listRooms(
  { db }: { readonly db: Database },
  input: { readonly userId: string; readonly limit: number; readonly cursor?: string },
): Promise<Page> {
  const after = input.cursor === undefined ? null : parseTimeCursor(input.cursor, 'room');
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT ${ROOM_TEXT} AS text, iso(r.last_activity_at) || '_' || r.id AS cursor
    FROM (
      SELECT m.*, r.last_activity_at FROM room_members m JOIN rooms r ON r.id = m.room_id
      WHERE m.user_id = ${input.userId} AND r.deleted_at IS NULL AND m.hidden_at IS NULL
        AND (${after === null} OR (r.last_activity_at, r.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::text))
      ORDER BY r.last_activity_at DESC, r.id DESC LIMIT ${input.limit + 1}
    ) m
    JOIN rooms r ON r.id = m.room_id ${UNREAD}
    ORDER BY m.last_activity_at DESC, r.id DESC`;
  const shown = rows.slice(0, input.limit);
  return {
    items: shown.map(({ text }) => text),
    nextCursor: rows.length > input.limit ? (shown.at(-1)?.cursor ?? null) : null,
  };
}

/** One room as its member sees it. @throws ChatError ROOM_NOT_FOUND */
export async function readRoom(
  { db }: { readonly db: Database },
  input: { readonly userId: string; readonly roomId: string },
): Promise<string> {
  const [row] = await db.prisma.$queryRaw<{ text: string }[]>`
    SELECT ${ROOM_TEXT} AS text
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${input.userId} ${UNREAD}
    WHERE r.id = ${input.roomId} AND r.deleted_at IS NULL`;
  if (!row) throw new ChatError('ROOM_NOT_FOUND');
  return row.text;
}
