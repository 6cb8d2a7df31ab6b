import type { Transaction } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';

/** Younger ones are on their way by the publisher of the process that stored them. */
const GRACE_MS = 2_000;

/**
 * The oldest unpublished events of rooms that nobody else is sweeping, in the order of their numbers. A room stays
 * claimed until the transaction ends.
 */
export async function claimUnpublished(tx: Transaction, most: number): Promise<StoredEvent[]> {
  const claimed = await tx.$queryRaw<{ roomId: string }[]>`
    WITH oldest AS MATERIALIZED (
      SELECT room_id FROM room_events
      WHERE published_at IS NULL AND created_at < now() - make_interval(secs => ${GRACE_MS / 1000}::float8)
      ORDER BY created_at LIMIT ${most}
    ), rooms AS MATERIALIZED (SELECT DISTINCT room_id FROM oldest)
    SELECT room_id AS "roomId" FROM rooms
    WHERE pg_try_advisory_xact_lock(hashtextextended('outbox:' || room_id, 0))`;
  if (claimed.length === 0) return [];
  // A statement of its own: it sees what the claimer before us has marked.
  return tx.$queryRaw<StoredEvent[]>`
    SELECT room_id AS "roomId", seq, kind, data::text AS data, iso(created_at) AS "createdAt", shown::text AS shown
    FROM room_events
    WHERE published_at IS NULL AND created_at < now() - make_interval(secs => ${GRACE_MS / 1000}::float8)
      AND room_id = ANY (${claimed.map(({ roomId }) => roomId)}::text[])
    ORDER BY created_at, room_id, seq LIMIT ${most}`;
}
