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
    SELECT least(${LIMITS.UNREAD_CAP}::integer,
      count_unseen_notifications(${userId}, ${LIMITS.UNREAD_CAP}::integer)
      + (SELECT count(*) FROM mention_page(${userId}, 'infinity', '', true, ${LIMITS.UNREAD_CAP}::integer)))::integer AS count`;
  return row.count;
}
