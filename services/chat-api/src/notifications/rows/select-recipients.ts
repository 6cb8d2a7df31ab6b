import { Prisma } from '../../generated/client.ts';

/**
 * The SQL query for the active people who see the stored notification `n`: the users that it addresses directly, and
 * the users who belonged to one of its rooms or types when it arrived and still do (NOTIFY-4).
 */
export const SELECT_RECIPIENTS = Prisma.sql`
  SELECT u.id AS user_id FROM notification_targets t JOIN users u ON u.id = t.target
  WHERE t.notification_id = n.id AND u.active
  UNION
  SELECT u.id FROM notification_targets t
  JOIN users u ON u.user_type = t.target AND greatest(u.user_type_since, u.created_at) <= t.created_at
  WHERE t.notification_id = n.id AND u.active AND NOT u.is_service
  UNION
  SELECT u.id FROM notification_targets t
  JOIN room_members m ON m.room_id = t.target AND m.joined_seq <= t.room_seq
  JOIN users u ON u.id = m.user_id
  WHERE t.notification_id = n.id AND u.active AND NOT u.is_service`;
