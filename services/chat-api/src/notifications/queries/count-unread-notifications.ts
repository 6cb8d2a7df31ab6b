import { LIMITS } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';

/**
 * Returns the number of notifications from producers and of mentions that the user has not seen. Counting stops at
 * `UNREAD_CAP` (NOTIFY-8).
 */
export async function countUnreadNotifications(
  db: Pick<Queryable, '$queryRaw'>,
  userId: string,
): Promise<number> {
  const [row] = await db.$queryRaw<[{ count: number }]>`
    WITH mentions AS MATERIALIZED (
      SELECT count_unseen_mentions(${userId}, ${LIMITS.UNREAD_CAP}::integer) AS unseen
    )
    SELECT unseen + CASE WHEN unseen < ${LIMITS.UNREAD_CAP}::integer
      THEN count_unseen_notifications(${userId}, ${LIMITS.UNREAD_CAP}::integer - unseen) ELSE 0 END AS count
    FROM mentions`;
  return row.count;
}
