import type { StoredNotification } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';
import { buildPage, encodeTimeCursor, type Page, parseTimeCursor } from '../../input/cursor.ts';
import {
  createUnseenCondition,
  IS_VISIBLE,
  selectSeenBefore,
  selectVisibleTargets,
} from '../rows/visible-targets.ts';

interface ListNotificationsOptions {
  readonly userId: string;
  readonly isUnreadOnly: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type NotificationRow = Omit<StoredNotification, 'created_at' | 'seen_at'> & {
  readonly created_at: Date;
  readonly seen_at: Date | null;
};

/**
 * Returns a page of the user's notifications, newest first, each once (NOTIFY-8). Reads at most one page of rows from
 * each target of the user, so the time does not depend on the number of stored notifications.
 */
export async function listNotifications(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { userId, isUnreadOnly, limit, cursor }: ListNotificationsOptions,
): Promise<Page<StoredNotification>> {
  const { time, id } =
    cursor === undefined ? { time: 'infinity', id: '~' } : parseTimeCursor(cursor, 'notif');
  const unseen = isUnreadOnly ? Prisma.sql`AND ${createUnseenCondition(userId)}` : Prisma.empty;
  const rows = await db.prisma.$queryRaw<NotificationRow[]>`
    WITH seen_before AS MATERIALIZED (${selectSeenBefore(userId)}),
    page AS (
      SELECT DISTINCT found.created_at, found.notification_id
      FROM (${selectVisibleTargets(userId)}) v
      CROSS JOIN LATERAL (
        SELECT t.created_at, t.notification_id FROM notification_targets t
        WHERE ${IS_VISIBLE} AND (t.created_at, t.notification_id) < (${time}::timestamptz, ${id}) ${unseen}
        ORDER BY t.created_at DESC, t.notification_id DESC LIMIT ${limit + 1}
      ) found
      ORDER BY found.created_at DESC, found.notification_id DESC LIMIT ${limit + 1}
    )
    SELECT n.id, n.type, n.title, n.body, n.data, n.url, n.urgency, n.source, n.created_at,
      least(
        (SELECT s.seen_at FROM notification_seen s WHERE s.user_id = ${userId} AND s.notification_id = n.id),
        (SELECT min(b.seen_at) FROM notification_seen_before b
         WHERE b.user_id = ${userId} AND (b.created_at, b.notification_id) >= (n.created_at, n.id))
      ) AS seen_at
    FROM page JOIN notifications n ON n.id = page.notification_id
    ORDER BY n.created_at DESC, n.id DESC`;
  return buildPage(rows, limit, toJson, (row) => encodeTimeCursor(row.created_at.toISOString(), row.id));
}

const toJson = ({ created_at, seen_at, ...row }: NotificationRow): StoredNotification => ({
  ...row,
  created_at: created_at.toISOString(),
  seen_at: seen_at?.toISOString() ?? null,
});
