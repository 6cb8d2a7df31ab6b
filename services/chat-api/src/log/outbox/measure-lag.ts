import type { Database } from '../../database/database.ts';
import type { OutboxMetrics } from './outbox-metrics.ts';

/** Reads how far the bus is behind the log; bounded, also when a great deal is waiting. */
export async function measureLag(db: Database, metrics: OutboxMetrics): Promise<void> {
  const [row] = await db.prisma.$queryRaw<[{ seconds: number; waiting: number }]>`
    SELECT coalesce(extract(epoch FROM now() - min(w.created_at)), 0)::float8 AS seconds, count(*)::integer AS waiting
    FROM (SELECT created_at FROM room_events WHERE published_at IS NULL ORDER BY created_at LIMIT 10000) w`;
  metrics.oldestSeconds.set(Math.max(0, row.seconds));
  metrics.waiting.set(row.waiting);
}
