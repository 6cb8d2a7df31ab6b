import { ROOM_STREAM } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

/** The length of a time span, in seconds. One transaction marks the events of one time span as unpublished. */
const REFILL_TIME_SPAN_S = 600;

/**
 * Refills the stream if it was wiped or replaced since the last call. Marks all events that the stream should contain
 * as unpublished, newest first, so that the sweep publishes them again. The refill consists of several transactions.
 * Any replica can run the next one, so a crash between two of them loses no event.
 */
export async function refillRoomStream(db: Database, created: string): Promise<void> {
  await db.prisma.$executeRaw`
    INSERT INTO stream_lives (stream, created, refill_before) VALUES (${ROOM_STREAM.name}, ${created}, now())
    ON CONFLICT (stream) DO UPDATE SET created = excluded.created, refill_before = excluded.refill_before
    WHERE stream_lives.created <> excluded.created`;
  while (await refillNextTimeSpan(db, created));
}

/** Marks the events of the preceding time span as unpublished. Returns false if the refill is already complete. */
async function refillNextTimeSpan(db: Database, created: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [timeSpan] = await tx.$queryRaw<{ before: string; start: string }[]>`
      SELECT iso(refill_before) AS before, iso(refill_before - make_interval(secs => ${REFILL_TIME_SPAN_S}::float8)) AS start FROM stream_lives
      WHERE stream = ${ROOM_STREAM.name} AND created = ${created} AND refill_before IS NOT NULL FOR UPDATE`;
    if (!timeSpan) return false;
    await tx.$executeRaw`
      UPDATE room_events SET published_at = NULL
      WHERE created_at <= ${timeSpan.before}::timestamptz
        AND created_at > ${timeSpan.start}::timestamptz AND published_at IS NOT NULL`;
    await tx.$executeRaw`
      UPDATE stream_lives SET refill_before =
        CASE WHEN refill_before > now() - make_interval(secs => ${ROOM_STREAM.maxAgeMs / 1000}::float8)
          THEN ${timeSpan.start}::timestamptz END
      WHERE stream = ${ROOM_STREAM.name}`;
    return true;
  });
}
