-- Returns the newest notifications that a user sees through one target, if they are older than `before_time` and
-- `before_id` and newer than `unseen_after_time` and `unseen_after_id`. If `only_unseen` is true, leaves out those that
-- the user marked as seen one by one.
--
-- The callers turn off bitmap scans. The planner cannot know how many notifications a target has. With bitmap scans, it
-- would read and sort all of them instead of reading only the newest ones from the index.
CREATE OR REPLACE FUNCTION newest_of_notification_target(
  viewer text, wanted text, since timestamptz, min_seq integer, before_time timestamptz, before_id text,
  only_unseen boolean, unseen_after_time timestamptz, unseen_after_id text, max_rows integer)
RETURNS TABLE (created_at timestamptz, notification_id text) LANGUAGE plpgsql STABLE ROWS 50 AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT t.created_at::timestamptz, t.notification_id FROM notification_targets t
  WHERE t.target = wanted AND t.created_at >= since AND (t.room_seq IS NULL OR t.room_seq >= min_seq)
    AND (t.created_at, t.notification_id) < (before_time, before_id)
    AND (t.created_at, t.notification_id) > (unseen_after_time, unseen_after_id)
    AND (NOT only_unseen OR NOT EXISTS (
      SELECT FROM notification_seen s WHERE s.user_id = viewer AND s.notification_id = t.notification_id))
  ORDER BY t.created_at DESC, t.notification_id DESC LIMIT max_rows;
END $$;
