import { ChatError } from '@kcs/contracts';
import type { Database } from '../database/database.ts';
import { Prisma } from '../generated/client.ts';
import type { StoredEvent } from './stored-event.ts';

interface ListEventsOptions {
  readonly roomId: string;
  /** The seq after which the page begins. Only events with a higher seq are returned. */
  readonly after: number;
  readonly limit: number;
  /**
   * The id of the user who requests the events. Only members of the room may read them. Absent if a trusted service
   * requests the events. Such a service may also read the log of a deleted room.
   */
  readonly userId?: string;
  /** The size in bytes at which the page ends. The event that reaches this size is still part of the page. */
  readonly maxBytes?: number;
}

interface EventPage {
  readonly events: StoredEvent[];
  /** The room's head, read from the same database snapshot as the events. */
  readonly head: number;
}

interface EventRow {
  readonly head: number;
  readonly seq: number | null;
  readonly kind: StoredEvent['kind'];
  readonly data: string;
  readonly createdAt: string;
  readonly moreFields: string | null;
}

/**
 * The default of `maxBytes`: half of the maximum size of a NATS message, so that the last event of the page also fits
 * into the message. If there are more events, the caller requests further pages.
 */
const DEFAULT_MAX_PAGE_BYTES = 512 * 1024;

/**
 * Returns a page of the events in a room's log after a given seq, in order and without gaps (LOG-5).
 *
 * Throws `ROOM_NOT_FOUND` if the room does not exist, or if the user is not a member. Throws `RESYNC_REQUIRED` if
 * `after` is above the room's head, or if the next event is no longer kept (LOG-6).
 */
export async function listEvents(
  { db }: { readonly db: Database },
  { roomId, after, limit, userId, maxBytes = DEFAULT_MAX_PAGE_BYTES }: ListEventsOptions,
): Promise<EventPage> {
  const visibilityCondition =
    userId === undefined
      ? Prisma.empty
      : Prisma.sql`AND r.deleted_at IS NULL
          AND EXISTS (SELECT FROM room_members m WHERE m.room_id = r.id AND m.user_id = ${userId})`;
  const eventRows = await db.prisma.$queryRaw<EventRow[]>`
    SELECT r.last_seq AS head, e.seq, e.kind, e.data, e.more_fields AS "moreFields", iso(e.created_at) AS "createdAt"
    FROM rooms r LEFT JOIN LATERAL (
      SELECT l.*, sum(octet_length(l.data)) OVER (ORDER BY l.seq) - octet_length(l.data) AS bytes_before
      FROM (
        SELECT * FROM read_room_events(ARRAY[r.id], ARRAY[${after}::integer], ${limit}::integer)
        ORDER BY seq LIMIT ${limit}
      ) l
    ) e ON e.bytes_before < ${maxBytes}::integer
    WHERE r.id = ${roomId} ${visibilityCondition}
    ORDER BY e.seq`;
  const head = eventRows[0]?.head;
  if (head === undefined) throw new ChatError('ROOM_NOT_FOUND');
  const events = eventRows.flatMap(({ seq, kind, data, createdAt, moreFields }) =>
    seq === null ? [] : [{ roomId, seq, kind, data, createdAt, moreFields }],
  );
  if (after > head || (after < head && events[0]?.seq !== after + 1)) throw new ChatError('RESYNC_REQUIRED');
  return { events, head };
}
