import { ChatError, LIMITS } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import { buildPage, type Page, parseTimeCursor } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { JOIN_PEER_SQL, PEER_JSON_SQL, ROOM_NAME_SQL } from '../rows/direct-peer.ts';
import {
  addLastMessageExcerpt,
  JOIN_LAST_MESSAGE_SQL,
  LAST_MESSAGE_COLUMNS_SQL,
  type LastMessageColumns,
} from '../rows/last-message-excerpt.ts';
import { NOTIFICATION_LEVEL_SQL } from '../rows/own-settings.ts';

interface ListRoomsOptions {
  readonly userId: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly excerpts?: boolean;
}

/**
 * Returns the SQL expression for a `Room` (contracts) as JSON, as one member sees it. `lastMessage` is the SQL for the
 * field `last_message`, or empty to leave out this field. The query must contain `JOIN_PEER_SQL`, and must use the
 * aliases `r` for the room, `m` for the membership, and `u` for the unread counts.
 */
const buildRoomJsonSql = (lastMessage: Prisma.Sql) => Prisma.sql`
  json_build_object(
    'id', r.id, 'name', ${ROOM_NAME_SQL}, 'room_type', r.room_type, 'peer', ${PEER_JSON_SQL}, 'created_at', iso(r.created_at), 'last_seq', r.last_seq,
    ${lastMessage}
    'last_change', (
      SELECT room_change_text(c.seq, c.kind, c.data, c.created_at, ${LIMITS.PEOPLE_PER_ROOM_CHANGE}::integer)
      FROM room_changes c
      WHERE c.room_id = r.id
        AND c.seq > coalesce((SELECT t.seq FROM messages t WHERE t.room_id = r.id ORDER BY t.seq DESC LIMIT 1), 0)
      ORDER BY c.seq DESC LIMIT 1),
    'unread_count', u.unread, 'mention_count', u.mentioned, 'last_seen_seq', m.last_seen_seq,
    'member_count', r.member_count, 'my_role', m.role, 'post_policy', r.post_policy,
    'muted', m.muted, 'notification_level', ${NOTIFICATION_LEVEL_SQL}, 'hidden', m.hidden_at IS NOT NULL)::text`;

const ROOM_JSON_WITHOUT_LAST_MESSAGE_SQL = buildRoomJsonSql(Prisma.empty);
const ROOM_JSON_WITH_LAST_MESSAGE_SQL = buildRoomJsonSql(Prisma.sql`
  'last_message', (
    SELECT with_own_reactions(t.text, t.id, m.user_id)::json FROM message_texts t WHERE t.room_id = r.id
    ORDER BY t.seq DESC LIMIT 1),`);

/** Unread counts stop at this number (UNREAD-1). */
const MAX_UNREAD_COUNT_SQL = Prisma.sql`${LIMITS.UNREAD_CAP}::integer`;

/**
 * Returns a page of the caller's rooms, most recent activity first (ROOM-1). Leaves out direct rooms that the caller
 * has hidden. If `excerpts` is true, the content of each last message is truncated (ROOM-20).
 *
 * Throws `VALIDATION_FAILED` if the cursor is invalid.
 */
export async function listRooms(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, limit, cursor, excerpts = false }: ListRoomsOptions,
): Promise<Page> {
  const cursorKey = cursor === undefined ? null : parseTimeCursor(cursor, 'room');
  const roomRows = await db.prisma.$queryRaw<
    ({ json: string; cursor: string } & Partial<LastMessageColumns>)[]
  >`
    WITH page AS MATERIALIZED (
      SELECT m.*, r.last_activity_at FROM room_members m JOIN rooms r ON r.id = m.room_id
      WHERE m.user_id = ${userId} AND r.deleted_at IS NULL AND m.hidden_at IS NULL
        AND (${cursorKey === null}
          OR (r.last_activity_at, r.id) < (${cursorKey?.time ?? null}::timestamptz, ${cursorKey?.id ?? null}::text))
      ORDER BY r.last_activity_at DESC, r.id DESC LIMIT ${limit + 1}
    )
    SELECT ${excerpts ? ROOM_JSON_WITHOUT_LAST_MESSAGE_SQL : ROOM_JSON_WITH_LAST_MESSAGE_SQL} AS json,
      ${excerpts ? LAST_MESSAGE_COLUMNS_SQL : Prisma.empty} iso(r.last_activity_at) || '_' || r.id AS cursor
    FROM page m
    JOIN rooms r ON r.id = m.room_id
    JOIN unread_in_rooms(
      ARRAY(SELECT room_id FROM page ORDER BY room_id), ${userId},
      ARRAY(SELECT last_seen_seq FROM page ORDER BY room_id), ${MAX_UNREAD_COUNT_SQL}) u ON u.room_id = r.id ${JOIN_PEER_SQL}
    ${excerpts ? JOIN_LAST_MESSAGE_SQL : Prisma.empty}
    ORDER BY m.last_activity_at DESC, r.id DESC`;
  return buildPage(
    roomRows,
    limit,
    ({ json, last_message, content_start }) =>
      last_message === undefined || content_start === undefined
        ? json
        : addLastMessageExcerpt(json, { last_message, content_start }),
    (row) => row.cursor,
  );
}

/** Returns one room as the caller sees it. Throws `ROOM_NOT_FOUND` if the caller is not a member. */
export async function readRoomJson(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
): Promise<string> {
  const [row] = await db.prisma.$queryRaw<{ json: string }[]>`
    SELECT ${ROOM_JSON_WITH_LAST_MESSAGE_SQL} AS json
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    CROSS JOIN LATERAL unread_of(r.id, m.user_id, m.last_seen_seq, ${MAX_UNREAD_COUNT_SQL}) u ${JOIN_PEER_SQL}
    WHERE r.id = ${roomId} AND r.deleted_at IS NULL`;
  if (!row) throw new ChatError('ROOM_NOT_FOUND');
  return row.json;
}
