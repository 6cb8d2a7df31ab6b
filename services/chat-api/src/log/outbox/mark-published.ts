import type { Queryable } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';

/** What identifies the row of an event. */
export type EventKey = Pick<StoredEvent, 'roomId' | 'seq' | 'createdAt'>;

/**
 * Marks events as published. Updates their rows in the order of room and seq, so that two replicas cannot deadlock
 * (TRAP-27).
 */
export async function markEventsPublished(db: Queryable, events: readonly EventKey[]): Promise<void> {
  if (events.length === 0) return;
  const sortedEvents = [...events].sort((a, b) =>
    a.roomId < b.roomId ? -1 : a.roomId > b.roomId ? 1 : a.seq - b.seq,
  );
  const roomIds = sortedEvents.map(({ roomId }) => roomId);
  const seqs = sortedEvents.map(({ seq }) => seq);
  const createdTimes = sortedEvents.map(({ createdAt }) => createdAt);
  // Pass the earliest and latest time as bounds. PostgreSQL decides which partitions to lock before it reads the
  // arrays, so without bounds, it would lock all of them.
  const sortedCreatedTimes = [...createdTimes].sort();
  await db.$executeRaw`
    UPDATE room_events e SET published_at = now()
    FROM unnest(${roomIds}::text[], ${seqs}::integer[], ${createdTimes}::timestamptz[]) AS p (room_id, seq, created_at)
    WHERE e.room_id = p.room_id AND e.seq = p.seq AND e.created_at = p.created_at AND e.published_at IS NULL
      AND e.created_at BETWEEN ${sortedCreatedTimes[0]}::timestamptz AND ${sortedCreatedTimes.at(-1)}::timestamptz`;
}
