import type { StoredNotification } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { buildPage, encodeTimeCursor, type Page, parseTimeCursor } from '../../input/cursor.ts';

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

/** A position that is newer than every notification. */
const BEGINNING = { time: 'infinity', id: '' };

/** Returns a page of the user's notifications, newest first and without duplicates (NOTIFY-8). */
export async function listNotifications(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { userId, isUnreadOnly, limit, cursor }: ListNotificationsOptions,
): Promise<Page<StoredNotification>> {
  const { time, id } = cursor === undefined ? BEGINNING : parseTimeCursor(cursor, 'notif');
  const rows = await db.prisma.$queryRaw<NotificationRow[]>`
    SELECT n.id, n.type, n.title, n.body, n.data, n.url, n.urgency, n.source, n.created_at,
      least(
        (SELECT s.seen_at FROM notification_seen s WHERE s.user_id = ${userId} AND s.notification_id = n.id),
        (SELECT min(b.seen_at) FROM notification_seen_before b
         WHERE b.user_id = ${userId} AND (b.created_at, b.notification_id) >= (n.created_at, n.id))
      ) AS seen_at
    FROM notification_page(${userId}, ${time}::timestamptz, ${id}, ${isUnreadOnly}, ${limit + 1}::integer) page
    JOIN notifications n ON n.id = page.notification_id
    ORDER BY n.created_at DESC, n.id DESC`;
  return buildPage(rows, limit, toJson, (row) => encodeTimeCursor(row.created_at.toISOString(), row.id));
}

const toJson = ({ created_at, seen_at, ...row }: NotificationRow): StoredNotification => ({
  ...row,
  created_at: created_at.toISOString(),
  seen_at: seen_at?.toISOString() ?? null,
});
