import {
  type CHAT_API_REQUESTS,
  LIMITS,
  type PostPolicy,
  type ReplyOf,
  type RequestOf,
  type RoomCatchUpResult,
  type RoomEvent,
} from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';

type OpenRoomsOfUsers = typeof CHAT_API_REQUESTS.openRoomsOfUsers;
type Opening = ReplyOf<OpenRoomsOfUsers>['openings'][number];

/** One of the requested rooms, with one of the requested positions. */
interface OpeningRow {
  readonly roomId: string;
  readonly since: number | null;
  readonly head: number;
  /** Null if all members may send messages. */
  readonly postPolicy: PostPolicy | null;
  /** The indexes of the joins whose users are members of the room. */
  readonly joins: number[];
  /** Whether the missed events have been read and fit into the reply. */
  readonly isRead: boolean;
  /** The events after `since`. Null if none have been read. */
  readonly missed: readonly StoredMissedEvent[] | null;
  /** The approximate size of the missed events, in bytes. Null if there are none. */
  readonly bytes: number | null;
}

interface StoredMissedEvent {
  readonly seq: number;
  readonly kind: string;
  readonly data: unknown;
  readonly created_at: string;
  readonly more_fields: object | null;
}

/** The approximate size of an event in the reply, in bytes, without the event's data. */
const EVENT_ENVELOPE_BYTES = 140;
/** The maximum size of all missed events in the reply. The other half of a NATS message is left for the rest. */
const MAX_EVENT_BYTES = 512 * 1024;
/** The number of events that would fit into the reply if none of them had any data. */
const MAX_EVENTS_IN_REPLY = Math.floor(MAX_EVENT_BYTES / EVENT_ENVELOPE_BYTES);

/**
 * Does the same as `openRooms` for several joins, with one statement. The statement reads each room and each gap only
 * once, even if many users have missed the same events, and the reply is a consistent snapshot. Joins whose events do
 * not fit into the reply are listed in `separate`.
 */
export async function openRoomsOfUsers(
  { db }: Pick<RoomDeps, 'db'>,
  { joins }: RequestOf<OpenRoomsOfUsers>,
): Promise<ReplyOf<OpenRoomsOfUsers>> {
  const asked = joins.flatMap(({ userId, rooms }, joinIndex) =>
    rooms.map(({ roomId, since }) => ({ joinIndex, userId, roomId, since: since ?? null })),
  );
  const [row] = await db.prisma.$queryRaw<{ openings: string }[]>`
    WITH asked AS MATERIALIZED (
      SELECT r.id, q.since, r.last_seq AS head, nullif(r.post_policy, 'all') AS post_policy, r.last_seq - q.since AS gap, json_agg(q.join_index) AS joins,
        coalesce(r.last_seq - q.since BETWEEN 1 AND ${LIMITS.CATCH_UP_EVENTS_PER_ROOM}, false) AS fits
      FROM unnest(
        ${asked.map(({ joinIndex }) => joinIndex)}::integer[], ${asked.map(({ userId }) => userId)}::text[],
        ${asked.map(({ roomId }) => roomId)}::text[], ${asked.map(({ since }) => since)}::integer[]
      ) AS q (join_index, user_id, room_id, since)
      JOIN rooms r ON r.id = q.room_id AND r.deleted_at IS NULL
      JOIN room_members m ON m.room_id = r.id AND m.user_id = q.user_id
      GROUP BY r.id, q.since
    ), planned AS MATERIALIZED (
      SELECT a.*, a.fits AND sum(CASE WHEN a.fits THEN a.gap END) OVER (ORDER BY a.gap, a.id) <= ${MAX_EVENTS_IN_REPLY} AS reads
      FROM asked a
    ), events AS MATERIALIZED (
      SELECT e.*, octet_length(e.data) + coalesce(octet_length(e.more_fields), 0) + ${EVENT_ENVELOPE_BYTES} AS bytes
      FROM (
        SELECT array_agg(s.id) AS ids, array_agg(s.since) AS positions
        FROM (SELECT p.id, min(p.since) AS since FROM planned p WHERE p.reads GROUP BY p.id) s HAVING count(*) > 0
      ) w CROSS JOIN LATERAL read_room_events(w.ids, w.positions, ${LIMITS.CATCH_UP_EVENTS_PER_ROOM}::integer) e
    ), sized AS MATERIALIZED (
      SELECT g.*, sum(g.bytes) OVER (ORDER BY g.bytes, g.id, g.since) <= ${MAX_EVENT_BYTES} AS is_sent
      FROM (
        SELECT p.id, p.since, sum(e.bytes) AS bytes
        FROM planned p JOIN events e ON e.room_id = p.id AND e.seq > p.since WHERE p.reads GROUP BY p.id, p.since
      ) g
    )
    SELECT coalesce(json_agg(json_build_object(
      'roomId', p.id, 'since', p.since, 'head', p.head, 'postPolicy', p.post_policy, 'joins', p.joins, 'bytes', s.bytes,
      'isRead', p.reads AND coalesce(s.is_sent, true),
      'missed', CASE WHEN s.is_sent THEN (
        SELECT json_agg(json_build_object(
          'seq', e.seq, 'kind', e.kind, 'data', e.data::json, 'created_at', iso(e.created_at),
          'more_fields', e.more_fields::json) ORDER BY e.seq)
        FROM events e WHERE e.room_id = p.id AND e.seq > p.since) END
    )), '[]')::text AS openings
    FROM planned p LEFT JOIN sized s ON s.id = p.id AND s.since = p.since`;
  const openingRows = JSON.parse(row?.openings ?? '[]') as OpeningRow[];
  return { openings: openingRows.map(toOpening), separate: findSeparateJoins(openingRows) };
}

function toOpening(row: OpeningRow): Opening {
  const { roomId, since, head, postPolicy, joins } = row;
  const opening = { roomId, head, ...(postPolicy !== null && { postPolicy }), joins };
  if (since === null) return opening;
  return { ...opening, since, missed: findMissedEvents(row, since) };
}

function findMissedEvents({ roomId, head, isRead, missed }: OpeningRow, since: number): RoomCatchUpResult {
  if (since > head) return { code: 'RESYNC_REQUIRED' };
  if (since === head) return { events: [] };
  if (!isRead) return { code: 'CATCH_UP_BY_EVENTS', head };
  // Seqs are assigned without gaps. If the seq after the position is missing, its event is no longer stored.
  if (missed?.[0]?.seq !== since + 1) return { code: 'RESYNC_REQUIRED' };
  return {
    events: missed.map(
      ({ more_fields, ...event }) => ({ room_id: roomId, ...event, ...more_fields }) as RoomEvent,
    ),
  };
}

/** Returns the indexes of joins whose missed events might fit into a reply of their own. */
function findSeparateJoins(rows: readonly OpeningRow[]): number[] {
  const separateJoins = new Set<number>();
  const bytesByJoin = new Map<number, number>();
  for (const { since, head, isRead, bytes, joins } of rows) {
    const isLeftOut =
      since !== null && since < head && !isRead && head - since <= LIMITS.CATCH_UP_EVENTS_PER_ROOM;
    for (const join of joins) {
      const joinBytes = (bytesByJoin.get(join) ?? 0) + (bytes ?? 0);
      bytesByJoin.set(join, joinBytes);
      if (isLeftOut || joinBytes > LIMITS.CATCH_UP_BYTES_PER_ANSWER) separateJoins.add(join);
    }
  }
  return [...separateJoins];
}
