import { ChatError, type NotificationState } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { SELECT_RECIPIENTS } from '../rows/select-recipients.ts';

interface StateRow {
  readonly recipients: number;
  readonly dead: number;
  readonly seen: number;
  readonly createdAt: Date | null;
}

/**
 * Returns how many people a producer's notification addresses and how many of them have seen it (NOTIFY-10). Both
 * counts include replays to targets that were unknown at first. Throws `NOTIFICATION_NOT_FOUND` if the producer sent no
 * notification with this id.
 */
export async function findNotificationState(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { source, producerId }: { readonly source: string; readonly producerId: string },
): Promise<NotificationState> {
  const [row] = await db.prisma.$queryRaw<[StateRow]>`
    WITH deliveries AS MATERIALIZED (
      SELECT id, recipients, dead, created_at FROM notifications
      WHERE source = ${source} AND producer_id = ${producerId}
    )
    SELECT coalesce(sum(recipients), 0)::integer AS recipients, coalesce(sum(dead), 0)::integer AS dead,
      min(created_at) AS "createdAt",
      (SELECT count(DISTINCT user_id)::integer FROM (
        SELECT s.user_id FROM notification_seen s JOIN deliveries d ON d.id = s.notification_id
        UNION ALL
        SELECT r.user_id FROM deliveries n CROSS JOIN LATERAL (${SELECT_RECIPIENTS}) r
        WHERE EXISTS (
          SELECT FROM notification_seen_before b
          WHERE b.user_id = r.user_id AND (b.created_at, b.notification_id) >= (n.created_at, n.id))
      ) seen) AS seen
    FROM deliveries`;
  const { recipients, dead, seen, createdAt } = row;
  if (createdAt === null) throw new ChatError('NOTIFICATION_NOT_FOUND');
  return { id: producerId, recipients, dead, seen, created_at: createdAt.toISOString() };
}
