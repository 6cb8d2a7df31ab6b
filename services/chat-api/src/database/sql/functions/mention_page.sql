-- Returns a page of the mentions that a user sees in the list of notifications, newest first (MENTION-6). These are
-- mentions of the last 30 days, in rooms to which the user belongs, of messages that are newer than the membership.
-- `is_read` says whether the user's read cursor has passed the message.
--
-- If `only_unseen` is false, reads the newest mentions of the user from an index. The planner cannot know how many
-- mentions a user has, so the planner settings below force this plan. Otherwise, each page might read and sort all
-- mentions of the user.
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
BEGIN
  IF only_unseen THEN
    RETURN QUERY
    SELECT n.created_at, m.id, false
    FROM (
      SELECT u.room_id, u.seq, u.created_at FROM unseen_mentions(viewer, before_time, before_id) u
      ORDER BY u.created_at DESC FETCH FIRST max_rows ROWS WITH TIES
    ) n
    CROSS JOIN LATERAL (SELECT id FROM messages WHERE room_id = n.room_id AND seq = n.seq LIMIT 1) m
    ORDER BY n.created_at DESC, m.id DESC LIMIT max_rows;
  ELSE
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
  END IF;
END $$;
