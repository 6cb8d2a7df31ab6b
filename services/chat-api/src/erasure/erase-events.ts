import { ROOM_STREAM } from '@kcs/contracts';
import type { Database } from '../database/database.ts';
import { type ErasableEvent, eraseFromEvent } from './erased-event.ts';
import { walkPages } from './walk-pages.ts';

/** Maximum number of events that one step reads. */
const EVENTS_PER_PAGE = 2_000;
const MS_PER_HOUR = 3_600_000;
/** The maximum age of events that may still be in the stream. One hour is added in case clocks differ. */
const STREAM_HOURS = ROOM_STREAM.maxAgeMs / MS_PER_HOUR + 1;

/** The position of an event in the walk over all events. */
interface EventKey {
  readonly roomId: string;
  readonly seq: number;
}

export interface EventOfUser extends EventKey {
  readonly kind: string;
}

interface EventRow extends EventOfUser {
  readonly isOfUser: boolean;
  readonly isReplyToUser: boolean;
  readonly createdAt: string;
  readonly data: string;
  readonly moreFields: string | null;
  readonly shown: string | null;
  readonly directRoomName: string | null;
}

interface EraseEventsDeps {
  readonly db: Pick<Database, 'prisma'>;
}

const FIRST_KEY: EventKey = { roomId: '', seq: 0 };

/**
 * Returns the events with personal data of a user that the stream may still contain. `message-deleted` events contain
 * only ids. They stay in the stream, so that consumers that are behind still learn of the deletions.
 */
export async function findRecentEventsOfUser(
  deps: EraseEventsDeps,
  userId: string,
  signal: AbortSignal,
): Promise<EventOfUser[]> {
  const recentEvents: EventOfUser[] = [];
  await walkPages(FIRST_KEY, signal, async (after) => {
    const rows = await readEvents(deps, { userId, after, sinceHours: STREAM_HOURS });
    for (const row of rows)
      if (row.isOfUser && !isDeletionWithoutPersonalData(row, userId)) {
        const { roomId, seq, kind } = row;
        recentEvents.push({ roomId, seq, kind });
      }
    return rows.length < EVENTS_PER_PAGE ? null : (rows.at(-1) ?? null);
  });
  return recentEvents;
}

/** Erases a user from all stored events, and from the changes of rooms that timelines show (ERASE-2). */
export async function eraseFromLog(
  deps: EraseEventsDeps,
  userId: string,
  signal: AbortSignal,
): Promise<void> {
  const erasedAt = new Date().toISOString();
  await walkPages(FIRST_KEY, signal, async (after) => {
    const rows = await readEvents(deps, { userId, after, sinceHours: null });
    const changedRows = rows
      .filter(({ isOfUser }) => isOfUser)
      .map((row) => ({ row, ...eraseFromRow(row, { userId, erasedAt }) }));
    if (changedRows.length > 0) {
      const updatedCount = await deps.db.prisma.$executeRaw`
        UPDATE room_events e SET data = c.data::json, more_fields = c.more_fields::json, shown = c.shown::json
        FROM unnest(${changedRows.map(({ row }) => row.roomId)}::text[], ${changedRows.map(({ row }) => row.seq)}::integer[],
          ${changedRows.map(({ row }) => row.createdAt)}::timestamptz[], ${changedRows.map(({ data }) => data)}::text[],
          ${changedRows.map(({ moreFields }) => moreFields)}::text[], ${changedRows.map(({ shown }) => shown)}::text[],
          ${changedRows.map(({ row }) => row.data)}::text[]) AS c (room_id, seq, created_at, data, more_fields, shown, read_data)
        WHERE e.room_id = c.room_id AND e.seq = c.seq AND e.created_at = c.created_at AND e.data::text = c.read_data`;
      // Somebody has just deleted one of the messages. Read the page again, so that no deleted text is written back.
      if (updatedCount < changedRows.length) return after;
    }
    return rows.length < EVENTS_PER_PAGE ? null : (rows.at(-1) ?? null);
  });
  await walkPages(FIRST_KEY, signal, (after) => eraseFromRoomChanges(deps, { userId, after, erasedAt }));
}

/** Returns whether the event is a `message-deleted` event in which an erasure would change nothing. */
function isDeletionWithoutPersonalData(row: EventRow, userId: string): boolean {
  if (row.kind !== 'message-deleted') return false;
  const erased = eraseFromRow(row, { userId, erasedAt: '' });
  return (
    erased.data === formatJson(parseJson(row.data)) &&
    erased.moreFields === formatJson(parseJson(row.moreFields)) &&
    erased.shown === formatJson(parseJson(row.shown))
  );
}

/** Returns the JSON texts of an event without the data of the erased user. */
function eraseFromRow(
  row: EventRow,
  { userId, erasedAt }: { readonly userId: string; readonly erasedAt: string },
) {
  const event: ErasableEvent = {
    data: JSON.parse(row.data),
    moreFields: parseJson(row.moreFields),
    shown: parseJson(row.shown),
  };
  const { directRoomName, isReplyToUser } = row;
  const erased = eraseFromEvent(event, { userId, directRoomName, isReplyToUser, erasedAt });
  return {
    data: JSON.stringify(erased.data),
    moreFields: formatJson(erased.moreFields),
    shown: formatJson(erased.shown),
  };
}

interface ReadEventsOptions {
  readonly userId: string;
  readonly after: EventKey;
  /** Only events that are at most this old; null for all events. */
  readonly sinceHours: number | null;
}

/** Returns the next page of all events. Every event has `isOfUser`, but only events of the user have their data. */
function readEvents(
  { db }: EraseEventsDeps,
  { userId, after, sinceHours }: ReadEventsOptions,
): Promise<EventRow[]> {
  return db.prisma.$queryRaw<EventRow[]>`
    SELECT e.room_id AS "roomId", e.seq, e.kind, iso(e.created_at) AS "createdAt",
      f.is_of_user AS "isOfUser", f.is_reply AS "isReplyToUser",
      CASE WHEN f.is_of_user THEN e.data::text END AS data,
      CASE WHEN f.is_of_user THEN e.more_fields::text END AS "moreFields",
      CASE WHEN f.is_of_user THEN e.shown::text END AS shown,
      CASE WHEN f.is_of_user THEN (
        SELECT r.name FROM rooms r WHERE r.id = e.room_id AND r.room_type = 'direct') END AS "directRoomName"
    FROM (
      SELECT * FROM room_events
      WHERE (room_id, seq) > (${after.roomId}, ${after.seq}::integer)
        AND (${sinceHours}::float8 IS NULL OR created_at > now() - make_interval(secs => ${sinceHours}::float8 * 3600))
      ORDER BY room_id, seq LIMIT ${EVENTS_PER_PAGE}
    ) e
    CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT FROM messages p WHERE p.id = (e.data #>> '{reply_to,id}') AND p.sender_id = ${userId}) AS is_reply
      OFFSET 0
    ) reply
    CROSS JOIN LATERAL (
      SELECT reply.is_reply, reply.is_reply OR position(${userId} IN e.data::text) > 0
        OR position(${userId} IN coalesce(e.more_fields::text, '')) > 0
        OR position(${userId} IN coalesce(e.shown::text, '')) > 0 AS is_of_user
    ) f
    ORDER BY e.room_id, e.seq`;
}

async function eraseFromRoomChanges(
  { db }: EraseEventsDeps,
  {
    userId,
    after,
    erasedAt,
  }: { readonly userId: string; readonly after: EventKey; readonly erasedAt: string },
): Promise<EventKey | null> {
  const rows = await db.prisma.$queryRaw<
    (EventKey & { data: string | null; directRoomName: string | null })[]
  >`
    SELECT c.room_id AS "roomId", c.seq,
      CASE WHEN position(${userId} IN c.data::text) > 0 THEN c.data::text END AS data,
      (SELECT r.name FROM rooms r WHERE r.id = c.room_id AND r.room_type = 'direct') AS "directRoomName"
    FROM (
      SELECT * FROM room_changes WHERE (room_id, seq) > (${after.roomId}, ${after.seq}::integer)
      ORDER BY room_id, seq LIMIT ${EVENTS_PER_PAGE}
    ) c ORDER BY c.room_id, c.seq`;
  for (const { roomId, seq, data, directRoomName } of rows) {
    if (data === null) continue;
    const event: ErasableEvent = { data: JSON.parse(data), moreFields: null, shown: null };
    const erased = eraseFromEvent(event, { userId, directRoomName, isReplyToUser: false, erasedAt });
    await db.prisma.$executeRaw`
      UPDATE room_changes SET data = ${JSON.stringify(erased.data)}::json WHERE room_id = ${roomId} AND seq = ${seq}`;
  }
  return rows.length < EVENTS_PER_PAGE ? null : (rows.at(-1) ?? null);
}

const parseJson = (text: string | null) => (text === null ? null : JSON.parse(text));
const formatJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
