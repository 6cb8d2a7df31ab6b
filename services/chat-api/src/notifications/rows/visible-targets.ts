import { Prisma } from '../../generated/client.ts';

/**
 * The SQL of the targets by which a user sees notifications: the user, the user's type, and the user's rooms (NOTIFY-8).
 * A target of a type or room shows only the notifications that arrived after the user belonged to it: those since
 * `since`, and in a room also those that arrived at `min_seq` or later. In a room, `since` is a minute early, because
 * `min_seq` decides.
 */
export const selectVisibleTargets = (userId: string): Prisma.Sql => Prisma.sql`
  SELECT ${userId} AS target, '-infinity'::timestamptz AS since, 0 AS min_seq
  UNION ALL
  SELECT user_type, greatest(user_type_since, created_at), 0 FROM users WHERE id = ${userId}
  UNION ALL
  SELECT m.room_id, m.joined_at - interval '1 minute', m.joined_seq
  FROM room_members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = ${userId} AND r.deleted_at IS NULL`;

/** The SQL condition that the target row `t` is visible through the visible target `v`. */
export const IS_VISIBLE = Prisma.sql`
  t.target = v.target AND t.created_at >= v.since AND (t.room_seq IS NULL OR t.room_seq >= v.min_seq)`;

/** The SQL condition that the user has not seen the notification of the target row `t`. */
export const createUnseenCondition = (userId: string): Prisma.Sql => Prisma.sql`
  (t.created_at, t.notification_id) > (SELECT created_at, notification_id FROM seen_before)
  AND NOT EXISTS (
    SELECT FROM notification_seen s WHERE s.user_id = ${userId} AND s.notification_id = t.notification_id)`;

/** The SQL of the newest notification that the user marked as seen together with all older ones, in exactly one row. */
export const selectSeenBefore = (userId: string): Prisma.Sql => Prisma.sql`
  SELECT created_at, notification_id FROM (
    (SELECT created_at, notification_id FROM notification_seen_before WHERE user_id = ${userId}
     ORDER BY created_at DESC, notification_id DESC LIMIT 1)
    UNION ALL SELECT '-infinity', ''
  ) b LIMIT 1`;
