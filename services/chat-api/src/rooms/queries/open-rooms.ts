import type { CHAT_API_REQUESTS, PostPolicy, RequestOf, RoomCatchUpResult } from '@kcs/contracts';
import { LIMITS, type ReplyOf } from '@kcs/contracts';
import { type StoredEvent, toEventJson } from '../../log/stored-event.ts';
import type { RoomDeps } from '../room-deps.ts';

interface OpenedRoomRow {
  readonly roomId: string;
  readonly head: number;
  /** Null if all members may send messages. */
  readonly postPolicy: PostPolicy | null;
  /** Whether the query has read the missed events of this room. It reads them only if they may fit into the reply. */
  readonly reads: boolean | null;
  readonly seq: number | null;
  readonly kind: StoredEvent['kind'];
  /** The event's data as JSON text. Null if the event does not fit into the reply. */
  readonly data: string | null;
  readonly createdAt: string;
  readonly moreFields: string | null;
}

/** The approximate size of an event in the reply, in bytes, without the event's data. */
const EVENT_ENVELOPE_BYTES = 140;
/** The number of events that would fit into the reply if none of them had any data. */
const MAX_EVENTS_IN_REPLY = Math.floor(LIMITS.CATCH_UP_BYTES_PER_ANSWER / EVENT_ENVELOPE_BYTES);

/**
 * For each requested room, returns whether the user is a member, the room's head, and the events after the given
 * position, if there is one (CATCH-1, CATCH-2). One statement reads everything, so the reply is a consistent snapshot.
 * The statement looks up the log only for rooms whose gap may fit into the reply. Rooms with small gaps come first, so
 * that the reply closes the gaps of as many rooms as possible. For a room whose events do not fit, the reply contains
 * `CATCH_UP_BY_EVENTS` instead.
 */
export async function openRooms(
  { db }: Pick<RoomDeps, 'db'>,
  { userId, rooms }: RequestOf<typeof CHAT_API_REQUESTS.openRooms>,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.openRooms>> {
  const sinceSeqByRoomId = new Map(rooms.map(({ roomId, since }) => [roomId, since]));
  const roomIds = [...sinceSeqByRoomId.keys()];
  const sinceSeqs = roomIds.map((id) => sinceSeqByRoomId.get(id) ?? null);
  const openedRoomRows = await db.prisma.$queryRaw<OpenedRoomRow[]>`
    WITH asked AS MATERIALIZED (
      SELECT r.id, r.last_seq AS head, nullif(r.post_policy, 'all') AS post_policy, q.since, r.last_seq - q.since AS gap,
        r.last_seq - q.since BETWEEN 1 AND ${LIMITS.CATCH_UP_EVENTS_PER_ROOM} AS fits
      FROM unnest(${roomIds}::text[], ${sinceSeqs}::integer[]) AS q (room_id, since)
      JOIN rooms r ON r.id = q.room_id AND r.deleted_at IS NULL
      JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    ), planned AS MATERIALIZED (
      SELECT a.*, a.fits AND sum(CASE WHEN a.fits THEN a.gap END) OVER (ORDER BY a.gap, a.id) <= ${MAX_EVENTS_IN_REPLY} AS reads
      FROM asked a
    ), gaps AS (
      SELECT p.id, e.*,
        sum(octet_length(e.data) + coalesce(octet_length(e.more_fields), 0) + ${EVENT_ENVELOPE_BYTES}) OVER (ORDER BY p.gap, p.id, e.seq) AS bytes
      FROM read_room_events(
        ARRAY(SELECT id FROM planned WHERE reads ORDER BY id), ARRAY(SELECT since FROM planned WHERE reads ORDER BY id),
        ${LIMITS.CATCH_UP_EVENTS_PER_ROOM}::integer) e
      JOIN planned p ON p.id = e.room_id
    )
    SELECT p.id AS "roomId", p.head, p.post_policy AS "postPolicy", p.reads, g.seq, g.kind, iso(g.created_at) AS "createdAt",
      CASE WHEN g.bytes <= ${LIMITS.CATCH_UP_BYTES_PER_ANSWER} THEN g.data END AS data, g.more_fields AS "moreFields"
    FROM planned p LEFT JOIN gaps g ON g.id = p.id
    ORDER BY p.id, g.seq`;

  const rowsByRoomId = new Map<string, OpenedRoomRow[]>(openedRoomRows.map(({ roomId }) => [roomId, []]));
  for (const row of openedRoomRows) rowsByRoomId.get(row.roomId)?.push(row);
  return {
    rooms: roomIds.map((roomId) => {
      const rowsOfRoom = rowsByRoomId.get(roomId);
      if (!rowsOfRoom?.[0]) return { roomId, code: 'ROOM_NOT_FOUND' as const };
      const { head, postPolicy } = rowsOfRoom[0];
      const openedRoom = { roomId, head, ...(postPolicy !== null && { postPolicy }) };
      const sinceSeq = sinceSeqByRoomId.get(roomId);
      if (sinceSeq === undefined) return openedRoom;
      return { ...openedRoom, missed: findMissedEvents(rowsOfRoom, head, sinceSeq) };
    }),
  };
}

function findMissedEvents(rows: readonly OpenedRoomRow[], head: number, since: number): RoomCatchUpResult {
  if (since > head) return { code: 'RESYNC_REQUIRED' };
  if (since === head) return { events: [] };
  if (!rows[0]?.reads) return { code: 'CATCH_UP_BY_EVENTS', head };
  // Seqs are assigned without gaps. If the seq after the position is missing, its event is no longer stored.
  if (rows[0].seq !== since + 1) return { code: 'RESYNC_REQUIRED' };
  if (rows.some(({ data }) => data === null)) return { code: 'CATCH_UP_BY_EVENTS', head };
  return { events: rows.map((row) => JSON.parse(toEventJson(row as StoredEvent))) };
}
