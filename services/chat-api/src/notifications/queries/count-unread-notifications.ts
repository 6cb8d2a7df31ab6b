import { LIMITS } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';
import {
  createUnseenCondition,
  IS_VISIBLE,
  selectSeenBefore,
  selectVisibleTargets,
} from '../rows/visible-targets.ts';

/**
 * Maximum number of target rows that a count reads. A notification may match several targets of a user, so this number
 * is higher than the number of notifications that are counted.
 */
const MAX_COUNTED_ROWS = 10 * LIMITS.UNREAD_CAP;

/** Returns the number of notifications that the user has not seen. Counting stops at `UNREAD_CAP` (NOTIFY-8). */
export async function countUnreadNotifications(
  db: Pick<Queryable, '$queryRaw'>,
  userId: string,
): Promise<number> {
  const [row] = await db.$queryRaw<[{ count: number }]>`
    WITH seen_before AS MATERIALIZED (${selectSeenBefore(userId)})
    SELECT least(count(DISTINCT notification_id), ${LIMITS.UNREAD_CAP})::integer AS count FROM (
      SELECT found.notification_id
      FROM (${selectVisibleTargets(userId)}) v
      CROSS JOIN LATERAL (
        SELECT t.notification_id FROM notification_targets t
        WHERE ${IS_VISIBLE} AND ${createUnseenCondition(userId)}
        ORDER BY t.created_at DESC, t.notification_id DESC LIMIT ${LIMITS.UNREAD_CAP}
      ) found
      LIMIT ${MAX_COUNTED_ROWS}
    ) unseen`;
  return row.count;
}
