import { Counter, Gauge, type Registry } from 'prom-client';
import type { Database } from '../../database/database.ts';

/** The Prometheus metrics of the outbox. */
export interface OutboxMetrics {
  readonly published: Counter<'by'>;
  readonly failed: Counter;
  readonly parked: Counter;
  readonly streamCreated: Gauge;
  readonly oldestSeconds: Gauge;
  readonly unpublished: Gauge;
  readonly heldRooms: Gauge;
}

/**
 * Unpublished events are counted only up to this number, because a complete count of a larger backlog would be
 * expensive and no more useful.
 */
const MAX_COUNTED_UNPUBLISHED_EVENTS = 10_000;

export function createOutboxMetrics(registry: Registry): OutboxMetrics {
  const metricRegistries = [registry];
  return {
    published: new Counter({
      name: 'kcs_outbox_published_total',
      help: 'Room events acknowledged by the stream, published by `publisher` (immediately) or `sweep`',
      labelNames: ['by'],
      registers: metricRegistries,
    }),
    failed: new Counter({
      name: 'kcs_outbox_publish_failures_total',
      help: 'Publishes that the bus did not acknowledge. The sweep retries them.',
      registers: metricRegistries,
    }),
    parked: new Counter({
      name: 'kcs_outbox_parked_total',
      help: 'Room events that the stream rejected permanently (dead letters)',
      registers: metricRegistries,
    }),
    streamCreated: new Gauge({
      name: 'kcs_outbox_stream_created_timestamp_seconds',
      help: 'Unix time at which the stream for room events was created',
      registers: metricRegistries,
    }),
    oldestSeconds: new Gauge({
      name: 'kcs_outbox_oldest_unpublished_seconds',
      help: 'Age of the oldest unpublished room event, or 0 if there is none',
      registers: metricRegistries,
    }),
    unpublished: new Gauge({
      name: 'kcs_outbox_unpublished_events',
      help: `Unpublished room events, counted up to ${MAX_COUNTED_UNPUBLISHED_EVENTS}`,
      registers: metricRegistries,
    }),
    heldRooms: new Gauge({
      name: 'kcs_outbox_held_rooms',
      help: 'Rooms held because the stream lacks the subject for one of their events, or the subject is full. 0 unless only an older version is running, or the stream limits messages per subject',
      registers: metricRegistries,
    }),
  };
}

/**
 * Measures how far the bus is behind: the number of unpublished events, the age of the oldest one, and the number of
 * held rooms. Takes a bounded time even if the backlog is large.
 */
export async function measureOutboxLag(
  db: Database,
  metrics: OutboxMetrics,
  { holds, since }: { readonly holds: { readonly size: number }; readonly since: string },
): Promise<void> {
  metrics.heldRooms.set(holds.size);
  const [row] = await db.prisma.$queryRaw<[{ seconds: number; unpublished: number }]>`
    SELECT coalesce(extract(epoch FROM now() - min(w.created_at)), 0)::float8 AS seconds,
      count(*)::integer AS unpublished
    FROM (
      SELECT created_at FROM room_events WHERE published_at IS NULL AND created_at >= ${since}::timestamptz
      ORDER BY created_at LIMIT ${MAX_COUNTED_UNPUBLISHED_EVENTS}
    ) w`;
  metrics.oldestSeconds.set(Math.max(0, row.seconds));
  metrics.unpublished.set(row.unpublished);
}
