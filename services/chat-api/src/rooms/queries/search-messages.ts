import { Prisma } from '../../generated/client.ts';
import { checkIdCursor, type Page, pageOf } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { requireMember } from './require-member.ts';

interface SearchMessagesOptions {
  readonly userId: string;
  readonly q: string;
  /** Search only in this room. */
  readonly roomId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

const MAX_WORDS = 10;

/**
 * Returns messages in the caller's rooms that contain every word of `q`, newest first (MSG-9). Matches parts of words,
 * ignoring case, in any script. Messages that are not indexed yet are found as well, by reading their text.
 *
 * Throws `ROOM_NOT_FOUND` if `roomId` is not one of the caller's rooms.
 */
export async function searchMessages(
  deps: Pick<RoomDeps, 'db'>,
  { userId, q, roomId, limit, cursor }: SearchMessagesOptions,
): Promise<Page> {
  const before = checkIdCursor(cursor, 'msg');
  if (roomId !== undefined) await requireMember(deps, { userId, roomId });
  const max = limit + 1;
  const roomCondition = roomId === undefined ? Prisma.empty : Prisma.sql`AND m.room_id = ${roomId}`;
  const older = (id: Prisma.Sql) => (before === undefined ? Prisma.empty : Prisma.sql`AND ${id} < ${before}`);
  const rows = await deps.db.prisma.$queryRaw<{ id: string; json: string }[]>`
    WITH mine AS MATERIALIZED (
      SELECT r.id, r.name, coalesce(p.indexed_seq, 0) AS indexed_seq
      FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
      LEFT JOIN search_progress p ON p.room_id = r.id
      WHERE m.user_id = ${userId} ${roomCondition}
    ), indexed AS (
      SELECT s.message_id AS id FROM message_search s
      WHERE s.room_id = ANY (ARRAY(SELECT id FROM mine))
        AND ${containsAll(Prisma.sql`s.folded`, q)} ${older(Prisma.sql`s.message_id`)}
      ORDER BY s.message_id DESC LIMIT ${max}
    ), fresh AS (
      SELECT t.id FROM mine JOIN messages t ON t.room_id = mine.id AND t.seq > mine.indexed_seq
      WHERE t.content IS NOT NULL
        AND ${containsAll(Prisma.sql`search_fold(t.content)`, q)} ${older(Prisma.sql`t.id`)}
      ORDER BY t.id DESC LIMIT ${max}
    )
    SELECT t.id, (t.text::jsonb || jsonb_build_object('room_name', mine.name))::text AS json
    FROM (SELECT id FROM indexed UNION SELECT id FROM fresh) found
    JOIN message_texts t ON t.id = found.id JOIN mine ON mine.id = t.room_id
    ORDER BY t.id DESC LIMIT ${max}`;
  return pageOf(
    rows,
    limit,
    (row) => row.json,
    (row) => row.id,
  );
}

/**
 * Returns one SQL condition per search word, so that PostgreSQL can use the trigram index. The wildcards `%` and `_`
 * are escaped. Full-width wildcards are normalized before that, because `search_fold` would otherwise turn them into
 * unescaped ones.
 */
function containsAll(text: Prisma.Sql, q: string): Prisma.Sql {
  const words = q.trim().split(/\s+/).slice(0, MAX_WORDS);
  const patterns = words.map((word) => `%${word.normalize('NFKC').replace(/[\\%_]/g, '\\$&')}%`);
  return Prisma.join(
    patterns.map((pattern) => Prisma.sql`${text} LIKE search_fold(${pattern}::text)`),
    ' AND ',
  );
}
