-- Returns the mentions of the last 30 days that a user sees in the list of notifications and has not seen yet, if they
-- are older than `before_time` and `before_id` (MENTION-6). Reads only mentions above the read cursor of each room. Looks
-- up the id of a message only if the time alone does not decide.
CREATE OR REPLACE FUNCTION unseen_mentions(viewer text, before_time timestamptz, before_id text)
RETURNS TABLE (room_id text, seq integer, created_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT r.room_id, n.seq, n.created_at
  FROM (
    SELECT o.room_id, greatest(o.last_seen_seq, o.joined_seq) AS cursor FROM room_members o
    WHERE o.user_id = viewer AND o.hidden_at IS NULL
      AND EXISTS (SELECT FROM rooms WHERE id = o.room_id AND deleted_at IS NULL)
    OFFSET 0
  ) r
  LEFT JOIN (
    SELECT b.created_at AS time, b.notification_id AS id FROM notification_seen_before b
    WHERE b.user_id = viewer ORDER BY b.created_at DESC, b.notification_id DESC LIMIT 1
  ) seen ON true
  CROSS JOIN LATERAL (
    SELECT u.seq, u.created_at FROM message_mentions u
    WHERE u.user_id = viewer AND u.room_id = r.room_id AND u.seq > r.cursor AND u.seen_at IS NULL
      AND u.created_at > now() - interval '30 days'
      AND (u.created_at < before_time OR u.created_at = before_time AND before_id > (
        SELECT 'notif_' || substr(m.id, 5) FROM messages m WHERE m.room_id = u.room_id AND m.seq = u.seq) COLLATE "C")
      AND (seen.time IS NULL OR u.created_at > seen.time OR u.created_at = seen.time AND seen.id < (
        SELECT 'notif_' || substr(m.id, 5) FROM messages m WHERE m.room_id = u.room_id AND m.seq = u.seq) COLLATE "C")
    OFFSET 0
  ) n
$$;
