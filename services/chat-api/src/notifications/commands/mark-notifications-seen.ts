import { ChatError, NOTICES } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';
import type { NotificationDeps } from '../notification-deps.ts';
import { countUnreadNotifications } from '../queries/count-unread-notifications.ts';

interface MarkSeenInput {
  readonly userId: string;
  readonly seen: { readonly ids: readonly string[] } | { readonly allBefore: string };
}

/**
 * Marks notifications as seen: those with the given ids, or one notification and all older ones. Notifies the user's
 * sockets, and returns how many notifications the user has not seen yet (NOTIFY-9). Ignores the ids of notifications
 * that are not visible to the user.
 *
 * Throws `NOTIFICATION_NOT_FOUND` if `allBefore` is not the id of one of the user's notifications.
 */
export async function markNotificationsSeen(
  { db, nc }: Pick<NotificationDeps, 'db' | 'nc'>,
  { userId, seen }: MarkSeenInput,
): Promise<number> {
  const unreadCount = await db.transaction(async (tx) => {
    await ('ids' in seen ? markSome(tx, userId, seen.ids) : markAllBefore(tx, userId, seen.allBefore));
    return countUnreadNotifications(tx, userId);
  });
  const marked = 'ids' in seen ? { ids: [...seen.ids] } : seen;
  publishNotice(nc, NOTICES.notificationsSeen, { userId, ...marked, unreadCount });
  return unreadCount;
}

/**
 * An SQL condition that is true if the user sees the notification of the target row `t` through the visible target `v`.
 */
const IS_VISIBLE = Prisma.sql`
  t.target = v.target AND t.created_at >= v.since AND (t.room_seq IS NULL OR t.room_seq >= v.min_seq)`;

async function markSome(tx: Transaction, userId: string, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO notification_seen (user_id, notification_id)
    SELECT DISTINCT ${userId}, t.notification_id
    FROM notification_targets t JOIN visible_notification_targets(${userId}) v ON ${IS_VISIBLE}
    WHERE t.notification_id = ANY (${[...ids]})
    ON CONFLICT DO NOTHING`;
}

async function markAllBefore(tx: Transaction, userId: string, id: string): Promise<void> {
  const [newest] = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT t.created_at AS "createdAt"
    FROM notification_targets t JOIN visible_notification_targets(${userId}) v ON ${IS_VISIBLE}
    WHERE t.notification_id = ${id} LIMIT 1`;
  if (!newest) throw new ChatError('NOTIFICATION_NOT_FOUND');
  await tx.$executeRaw`
    INSERT INTO notification_seen_before (user_id, created_at, notification_id)
    SELECT ${userId}, ${newest.createdAt}, ${id}
    WHERE NOT EXISTS (
      SELECT FROM notification_seen_before b
      WHERE b.user_id = ${userId} AND (b.created_at, b.notification_id) >= (${newest.createdAt}, ${id}))
    ON CONFLICT DO NOTHING`;
}
