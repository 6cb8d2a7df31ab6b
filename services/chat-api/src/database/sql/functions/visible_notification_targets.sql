-- Returns the targets by which a user sees notifications: the user, the user's type, and the user's rooms (NOTIFY-4). A
-- type or room shows only the notifications that arrived after the user belonged to it: those since `since`, and in a
-- room also those that arrived at the seq `min_seq` or later. In a room, `since` is a minute early, because `min_seq`
-- decides.
CREATE OR REPLACE FUNCTION visible_notification_targets(viewer text)
RETURNS TABLE (target text, since timestamptz, min_seq integer) LANGUAGE sql STABLE AS $$
  SELECT viewer, '-infinity'::timestamptz, 0
  UNION ALL
  SELECT u.user_type, greatest(u.user_type_since, u.created_at), 0 FROM users u WHERE u.id = viewer
  UNION ALL
  SELECT m.room_id, m.joined_at - interval '1 minute', m.joined_seq
  FROM room_members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = viewer AND r.deleted_at IS NULL
$$;
