-- Returns the targets through which a user sees notifications: the user, the user's type, and the user's rooms
-- (NOTIFY-4). Through a type, the user sees only notifications that arrived at `since` or later, that is, after the
-- user got this type. Through a room, the user sees only notifications that arrived after the user joined, that is, at
-- the seq `min_seq` or later. For a room, `since` is one minute before the user joined, so that `min_seq` decides.
CREATE OR REPLACE FUNCTION visible_notification_targets(viewer text)
RETURNS TABLE (target text, since timestamptz, min_seq integer) LANGUAGE sql STABLE AS $$
  SELECT viewer, '-infinity'::timestamptz, 0
  UNION ALL
  SELECT u.user_type, greatest(u.user_type_since, u.created_at), 0 FROM users u WHERE u.id = viewer
  UNION ALL
  SELECT m.room_id, m.joined_at - interval '1 minute', m.joined_seq
  FROM room_members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = viewer AND r.deleted_at IS NULL
$$;
