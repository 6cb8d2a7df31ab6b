import { ChatError } from '@kcs/contracts';
import type { Database } from '../database/database.ts';
import { Prisma } from '../generated/client.ts';
import type { StoredEvent } from './stored-event.ts';

export interface ListEventsInput {
  readonly roomId: string;
  readonly after: number;
  readonly limit: number;
  /** Judges that this user is a member; absent for trusted callers, who may also read a deleted room's log. */
  readonly userId?: string;
  /** Ends the page before it grows beyond this; at least one event is given. */
  readonly mostBytes?: number;
}

export interface Events {
  readonly events: StoredEvent[];
  readonly head: number;
}

interface Row {
  readonly head: number;
  readonly seq: number | null;
  readonly kind: StoredEvent['kind'];
  readonly data: string;
  readonly createdAt: string;
}

const MOST_BYTES = 4 * 1024 * 1024;

/**
 * What happened in a room after a number, in order and without a gap, with the head of the same snapshot.
 * @throws ChatError ROOM_NOT_FOUND; RESYNC_REQUIRED above the head, or where the next event is no longer kept
 */
export async function listEvents(
  { db }: { readonly db: Database },
  { roomId, after, limit, userId, mostBytes = MOST_BYTES }: ListEventsInput,
): Promise<Events> {
  const visible =
    userId === undefined
      ? Prisma.empty
      : Prisma.sql`AND r.deleted_at IS NULL
          AND EXISTS (SELECT FROM room_members m WHERE m.room_id = r.id AND m.user_id = ${userId})`;
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT r.last_seq AS head, e.seq, e.kind, e.data, iso(e.created_at) AS "createdAt"
    FROM rooms r LEFT JOIN LATERAL (
      SELECT l.*, sum(octet_length(l.data)) OVER (ORDER BY l.seq) - octet_length(l.data) AS bytes_before
      FROM (
        SELECT seq, kind, data::text AS data, created_at FROM room_events
        WHERE room_id = r.id AND seq > ${after} ORDER BY seq LIMIT ${limit}
      ) l
    ) e ON e.bytes_before < ${mostBytes}::integer
    WHERE r.id = ${roomId} ${visible}
    ORDER BY e.seq`;
  const head = rows[0]?.head;
  if (head === undefined) throw new ChatError('ROOM_NOT_FOUND');
  const events = rows.flatMap(({ seq, kind, data, createdAt }) =>
    seq === null ? [] : [{ roomId, seq, kind, data, createdAt }],
  );
  if (after > head || (after < head && events[0]?.seq !== after + 1)) throw new ChatError('RESYNC_REQUIRED');
  return { events, head };
}
