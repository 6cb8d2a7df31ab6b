import type { Database } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';

/** Marks events as being on the bus; in the order of room and number, so that two replicas never deadlock. */
export async function markPublished(
  { prisma }: Pick<Database, 'prisma'>,
  events: readonly StoredEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const sorted = [...events].sort((a, b) =>
    a.roomId < b.roomId ? -1 : a.roomId > b.roomId ? 1 : a.seq - b.seq,
  );
  const rooms = sorted.map(({ roomId }) => roomId);
  const seqs = sorted.map(({ seq }) => seq);
  const times = sorted.map(({ createdAt }) => createdAt);
  await prisma.$executeRaw`
    UPDATE room_events e SET published_at = now()
    FROM unnest(${rooms}::text[], ${seqs}::integer[], ${times}::timestamptz[]) AS p (room_id, seq, created_at)
    WHERE e.room_id = p.room_id AND e.seq = p.seq AND e.created_at = p.created_at AND e.published_at IS NULL`;
}
