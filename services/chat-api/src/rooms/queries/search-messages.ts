import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';
import { checkCursor } from '../../input/check-cursor.ts';
import { type Page, pageOf } from '../../input/page.ts';
import { requireMember } from './require-member.ts';

export interface SearchInput {
  readonly userId: string;
  readonly q: string;
  readonly roomId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

const MOST_WORDS = 10;

/**
 * The messages in the caller's rooms that contain all words of `q`, as parts of words too, whatever their case and in
 * any script; newest first. By the index where it has come, and by reading what lies above.
 * @throws ChatError ROOM_NOT_FOUND where `roomId` is none of the caller's
 */
export async function searchMessages(deps: { readonly db: Database }, input: SearchInput): Promise<Page> {
  const cursor = checkCursor(input.cursor, 'msg');
  if (input.roomId !== undefined) await requireMember(deps, { ...input, roomId: input.roomId });
  const most = input.limit + 1;
  const oneRoom = input.roomId === undefined ? Prisma.empty : Prisma.sql`AND m.room_id = ${input.roomId}`;
  const older = (id: Prisma.Sql) => (cursor === undefined ? Prisma.empty : Prisma.sql`AND ${id} < ${cursor}`);
  const rows = await deps.db.prisma.$queryRaw<{ id: string; text: string }[]>`
    WITH mine AS MATERIALIZED (
      SELECT r.id, r.name, coalesce(p.indexed_seq, 0) AS indexed_seq
      FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
      LEFT JOIN search_progress p ON p.room_id = r.id
      WHERE m.user_id = ${input.userId} ${oneRoom}
    ), indexed AS (
      SELECT s.message_id AS id FROM message_search s
      WHERE s.room_id = ANY (ARRAY(SELECT id FROM mine))
        AND ${containsAll(Prisma.sql`s.folded`, input.q)} ${older(Prisma.sql`s.message_id`)}
      ORDER BY s.message_id DESC LIMIT ${most}
    ), fresh AS (
      SELECT t.id FROM mine JOIN messages t ON t.room_id = mine.id AND t.seq > mine.indexed_seq
      WHERE t.content IS NOT NULL
        AND ${containsAll(Prisma.sql`search_fold(t.content)`, input.q)} ${older(Prisma.sql`t.id`)}
      ORDER BY t.id DESC LIMIT ${most}
    )
    SELECT t.id, (t.text::jsonb || jsonb_build_object('room_name', mine.name))::text AS text
    FROM (SELECT id FROM indexed UNION SELECT id FROM fresh) found
    JOIN message_texts t ON t.id = found.id JOIN mine ON mine.id = t.room_id
    ORDER BY t.id DESC LIMIT ${most}`;
  return pageOf(
    rows,
    input.limit,
    ({ text }) => text,
    ({ id }) => id,
  );
}

/**
 * A condition for each word, so that the trigram index can be used; `%` and `_` stand for themselves, as do those of
 * other widths, which search_fold makes the same.
 */
function containsAll(text: Prisma.Sql, q: string): Prisma.Sql {
  const words = q.trim().split(/\s+/).slice(0, MOST_WORDS);
  const patterns = words.map((word) => `%${word.normalize('NFKC').replace(/[\\%_]/g, '\\$&')}%`);
  return Prisma.join(
    patterns.map((pattern) => Prisma.sql`${text} LIKE search_fold(${pattern}::text)`),
    ' AND ',
  );
}
