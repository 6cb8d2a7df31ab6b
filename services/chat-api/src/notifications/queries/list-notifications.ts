import type { StoredNotification } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { buildPage, encodeTimeCursor, type Page, parseTimeCursor } from '../../input/cursor.ts';
import { listMentions } from './list-mentions.ts';

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

/**
 * Returns a page of the user's notifications from producers and of the user's mentions, newest first and without
 * duplicates (NOTIFY-8, MENTION-6).
 *
 * Throws `VALIDATION_FAILED` if the cursor is invalid.
 */
export async function listNotifications(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { userId, isUnreadOnly, limit, cursor }: ListNotificationsOptions,
): Promise<Page<StoredNotification>> {
  const before = cursor === undefined ? BEGINNING : parseTimeCursor(cursor, 'notif');
  const maxRows = limit + 1;
  const [mentions, producerRows] = await Promise.all([
    listMentions(db.prisma, { userId, isUnreadOnly, maxRows, before }),
    db.prisma.$queryRaw<NotificationRow[]>`
      SELECT n.id, n.type, n.title, n.body, n.data, n.url, n.urgency, n.source, n.created_at,
        least(
          (SELECT s.seen_at FROM notification_seen s WHERE s.user_id = ${userId} AND s.notification_id = n.id),
          (SELECT min(b.seen_at) FROM notification_seen_before b
           WHERE b.user_id = ${userId} AND (b.created_at, b.notification_id) >= (n.created_at, n.id))
        ) AS seen_at
      FROM notification_page(${userId}, ${before.time}::timestamptz, ${before.id}, ${isUnreadOnly}, ${maxRows}::integer) page
      JOIN notifications n ON n.id = page.notification_id
      ORDER BY n.created_at DESC, n.id DESC`,
  ]);
  const newestFirst = [...mentions, ...producerRows.map(toJson)].sort(compareNewestFirst).slice(0, maxRows);
  return buildPage(
    newestFirst,
    limit,
    (notification) => notification,
    ({ created_at, id }) => encodeTimeCursor(created_at, id),
  );
}

const toJson = ({ created_at, seen_at, ...row }: NotificationRow): StoredNotification => ({
  ...row,
  created_at: created_at.toISOString(),
  seen_at: seen_at?.toISOString() ?? null,
});

/** Orders by time and then by id, like the two queries. ISO times in UTC sort like the times themselves. */
function compareNewestFirst(a: StoredNotification, b: StoredNotification): number {
  const [keyOfA, keyOfB] = [a, b].map(({ created_at, id }) => encodeTimeCursor(created_at, id)) as [
    string,
    string,
  ];
  return keyOfA < keyOfB ? 1 : -1;
}
