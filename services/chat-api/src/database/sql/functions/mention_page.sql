-- Returns a page of the mentions that a user sees in the list of notifications, newest first (MENTION-6). These are
-- mentions of the last 30 days, in rooms to which the user belongs, of messages that are newer than the membership.
-- `is_read` says whether the user's read cursor has passed the message.
--
-- If `only_unseen` is true, reads only the mentions above the read cursor of each room. Otherwise, reads the newest
-- mentions of the user from an index. The planner settings force these plans, because the planner cannot know how many
-- mentions a user has. Without them, it would read and sort all mentions of the user for each page.
CREATE OR REPLACE FUNCTION mention_page(
  viewer text, before_time timestamptz, before_id text, only_unseen boolean, max_rows integer)
RETURNS TABLE (created_at timestamptz, message_id text, is_read boolean) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  oldest timestamptz := now() - interval '30 days';
  before_message text := 'msg_' || substr(before_id, 7);
  seen_time timestamptz;
  seen_id text;
BEGIN
  IF NOT only_unseen THEN
    RETURN QUERY
    SELECT n.created_at::timestamptz, m.id, n.seq <= r.last_seen_seq
    FROM message_mentions n
    CROSS JOIN LATERAL (
      SELECT o.last_seen_seq FROM room_members o
      WHERE o.room_id = n.room_id AND o.user_id = viewer AND o.joined_seq < n.seq AND o.hidden_at IS NULL
        AND EXISTS (SELECT FROM rooms WHERE id = o.room_id AND deleted_at IS NULL)
      LIMIT 1) r
    CROSS JOIN LATERAL (SELECT id FROM messages WHERE room_id = n.room_id AND seq = n.seq LIMIT 1) m
    WHERE n.user_id = viewer AND n.created_at > oldest AND n.created_at <= before_time
      AND (n.created_at, m.id) < (before_time, before_message)
    ORDER BY n.created_at DESC, m.id DESC LIMIT max_rows;
    RETURN;
  END IF;
  SELECT b.created_at, b.notification_id INTO seen_time, seen_id FROM notification_seen_before b
  WHERE b.user_id = viewer ORDER BY b.created_at DESC, b.notification_id DESC LIMIT 1;
  RETURN QUERY
  SELECT n.created_at::timestamptz, m.id, false
  FROM (
    SELECT o.room_id, greatest(o.last_seen_seq, o.joined_seq) AS cursor FROM room_members o
    WHERE o.user_id = viewer AND o.hidden_at IS NULL
      AND EXISTS (SELECT FROM rooms WHERE id = o.room_id AND deleted_at IS NULL)
    OFFSET 0
  ) r
  CROSS JOIN LATERAL (
    SELECT u.seq, u.created_at FROM message_mentions u
    WHERE u.user_id = viewer AND u.room_id = r.room_id AND u.seq > r.cursor AND u.seen_at IS NULL
      AND u.created_at > oldest AND u.created_at <= before_time AND u.created_at >= coalesce(seen_time, oldest)
    OFFSET 0
  ) n
  CROSS JOIN LATERAL (SELECT id FROM messages WHERE room_id = r.room_id AND seq = n.seq LIMIT 1) m
  WHERE (n.created_at, m.id) < (before_time, before_message)
    AND (seen_time IS NULL OR (n.created_at, m.id) > (seen_time, 'msg_' || substr(seen_id, 7)))
  ORDER BY n.created_at DESC, m.id DESC LIMIT max_rows;
END $$;
