import { ChatError, NOTICES, toMentioningMessageId } from '@kcs/contracts';
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
 * Marks notifications and mentions as seen: those with the given ids, or one of them and all older ones. Notifies the
 * user's sockets, and returns how many notifications the user has not seen yet (NOTIFY-9). Ignores the ids of
 * notifications that are not visible to the user. Marking a mention does not move the read cursor of its room.
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
  // Lock the rows in the same order in every transaction, so that requests from two tabs of the user cannot deadlock.
  await tx.$executeRaw`
    UPDATE message_mentions n SET seen_at = now()
    FROM (
      SELECT o.room_id, o.seq FROM messages m
      JOIN message_mentions o ON o.user_id = ${userId} AND o.room_id = m.room_id AND o.seq = m.seq
      WHERE m.id = ANY (${ids.map(toMentioningMessageId)}) AND o.seen_at IS NULL
      ORDER BY o.room_id, o.seq FOR UPDATE OF o
    ) marked
    WHERE n.user_id = ${userId} AND n.room_id = marked.room_id AND n.seq = marked.seq`;
}

async function markAllBefore(tx: Transaction, userId: string, id: string): Promise<void> {
  const [newest] = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT t.created_at AS "createdAt"
    FROM notification_targets t JOIN visible_notification_targets(${userId}) v ON ${IS_VISIBLE}
    WHERE t.notification_id = ${id}
    UNION ALL
    SELECT n.created_at FROM messages m
    JOIN message_mentions n ON n.user_id = ${userId} AND n.room_id = m.room_id AND n.seq = m.seq
    JOIN room_members o ON o.room_id = n.room_id AND o.user_id = n.user_id AND o.joined_seq < n.seq
    JOIN rooms r ON r.id = n.room_id AND r.deleted_at IS NULL
    WHERE m.id = ${toMentioningMessageId(id)} AND n.created_at IS NOT NULL
    LIMIT 1`;
  if (!newest) throw new ChatError('NOTIFICATION_NOT_FOUND');
  await tx.$executeRaw`
    INSERT INTO notification_seen_before (user_id, created_at, notification_id)
    SELECT ${userId}, ${newest.createdAt}, ${id}
    WHERE NOT EXISTS (
      SELECT FROM notification_seen_before b
      WHERE b.user_id = ${userId} AND (b.created_at, b.notification_id) >= (${newest.createdAt}, ${id}))
    ON CONFLICT DO NOTHING`;
}
