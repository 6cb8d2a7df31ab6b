import type { CHAT_API, Missed } from '@kcs/contracts';
import { LIMITS, type ReplyOf } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { eventText, type StoredEvent } from '../../log/stored-event.ts';

export interface OpenRoomsInput {
  readonly userId: string;
  readonly rooms: readonly { readonly roomId: string; readonly since?: number }[];
}
type Opened = ReplyOf<typeof CHAT_API.openRooms>;

interface Row {
  readonly roomId: string;
  readonly head: number;
  /** Whether the log was read: there is a gap, and it could fit into the answer. */
  readonly reads: boolean | null;
  readonly seq: number | null;
  readonly kind: StoredEvent['kind'];
  /** Null where the answer has no room left for it. */
  readonly data: string | null;
  readonly createdAt: string;
}

/** An event without its data, and the answer's other parts for a room. */
const ENVELOPE_BYTES = 140;
/** More events than this do not fit into the answer, however short they are. */
const MOST_EVENTS = Math.floor(LIMITS.CATCH_UP_BYTES_PER_ANSWER / ENVELOPE_BYTES);

/**
 * Membership, head and gap of many rooms, of one snapshot: one statement, with one indexed look-up of the log for each
 * room that has a gap which could fit. Small gaps come first, so that as many rooms as possible are whole.
 */
export async function openRooms(
  { db }: { readonly db: Database },
  { userId, rooms }: OpenRoomsInput,
): Promise<Opened> {
  const sinceOf = new Map(rooms.map(({ roomId, since }) => [roomId, since]));
  const ids = [...sinceOf.keys()];
  const sinces = ids.map((id) => sinceOf.get(id) ?? null);
  const rows = await db.prisma.$queryRaw<Row[]>`
    WITH asked AS MATERIALIZED (
      SELECT r.id, r.last_seq AS head, q.since, r.last_seq - q.since AS gap,
        r.last_seq - q.since BETWEEN 1 AND ${LIMITS.CATCH_UP_EVENTS_PER_ROOM} AS fits
      FROM unnest(${ids}::text[], ${sinces}::integer[]) AS q (room_id, since)
      JOIN rooms r ON r.id = q.room_id AND r.deleted_at IS NULL
      JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    ), planned AS MATERIALIZED (
      SELECT a.*, a.fits AND sum(CASE WHEN a.fits THEN a.gap END) OVER (ORDER BY a.gap, a.id) <= ${MOST_EVENTS} AS reads
      FROM asked a
    ), gaps AS (
      SELECT p.id, p.gap, e.*, sum(octet_length(e.data) + ${ENVELOPE_BYTES}) OVER (ORDER BY p.gap, p.id, e.seq) AS bytes
      FROM planned p CROSS JOIN LATERAL (
        SELECT seq, kind, data::text AS data, created_at FROM room_events
        WHERE room_id = p.id AND seq > p.since ORDER BY seq LIMIT ${LIMITS.CATCH_UP_EVENTS_PER_ROOM}
      ) e
      WHERE p.reads
    )
    SELECT p.id AS "roomId", p.head, p.reads, g.seq, g.kind, iso(g.created_at) AS "createdAt",
      CASE WHEN g.bytes <= ${LIMITS.CATCH_UP_BYTES_PER_ANSWER} THEN g.data END AS data
    FROM planned p LEFT JOIN gaps g ON g.id = p.id
    ORDER BY p.id, g.seq`;

  const found = new Map<string, Row[]>(rows.map(({ roomId }) => [roomId, []]));
  for (const row of rows) found.get(row.roomId)?.push(row);
  return {
    rooms: ids.map((roomId) => {
      const own = found.get(roomId);
      if (!own?.[0]) return { roomId, code: 'ROOM_NOT_FOUND' as const };
      const { head } = own[0];
      const since = sinceOf.get(roomId);
      return since === undefined ? { roomId, head } : { roomId, head, missed: missedOf(own, head, since) };
    }),
  };
}

function missedOf(rows: readonly Row[], head: number, since: number): Missed {
  if (since > head) return { code: 'RESYNC_REQUIRED' };
  if (since === head) return { events: [] };
  if (!rows[0]?.reads) return { code: 'CATCH_UP_BY_EVENTS', head };
  // The log is gapless: where the next number is missing, it is no longer kept.
  if (rows[0].seq !== since + 1) return { code: 'RESYNC_REQUIRED' };
  if (rows.some(({ data }) => data === null)) return { code: 'CATCH_UP_BY_EVENTS', head };
  return { events: rows.map((row) => JSON.parse(eventText(row as StoredEvent))) };
}
