-- Returns a page of the notifications that a user sees, newest first and without duplicates (NOTIFY-8). First reads the
-- newest notification of each target. Then reads more only from targets whose newest notification is on the page. The
-- time therefore does not depend on the number of notifications, and depends only slightly on the number of targets.
CREATE OR REPLACE FUNCTION notification_page(
  viewer text, before_time timestamptz, before_id text, only_unseen boolean, max_rows integer)
RETURNS TABLE (created_at timestamptz, notification_id text) LANGUAGE plpgsql STABLE
SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  after_time timestamptz := '-infinity';
  after_id text := '';
BEGIN
  IF only_unseen THEN
    SELECT b.created_at, b.notification_id INTO after_time, after_id FROM notification_seen_before b
    WHERE b.user_id = viewer ORDER BY b.created_at DESC, b.notification_id DESC LIMIT 1;
    after_time := coalesce(after_time, '-infinity');
    after_id := coalesce(after_id, '');
  END IF;
  RETURN QUERY
  WITH heads AS MATERIALIZED (
    SELECT v.target, v.since, v.min_seq, h.created_at, h.notification_id
    FROM visible_notification_targets(viewer) v
    CROSS JOIN LATERAL newest_of_notification_target(
      viewer, v.target, v.since, v.min_seq, before_time, before_id, only_unseen, after_time, after_id, 1) h
  ), lowest AS MATERIALIZED (
    SELECT DISTINCT h.created_at, h.notification_id COLLATE "C" AS notification_id FROM heads h
    ORDER BY 1 DESC, 2 DESC OFFSET max_rows - 1 LIMIT 1
  )
  SELECT DISTINCT n.created_at, n.notification_id COLLATE "C"
  FROM heads h
  CROSS JOIN LATERAL newest_of_notification_target(
    viewer, h.target, h.since, h.min_seq, before_time, before_id, only_unseen, after_time, after_id, max_rows) n
  WHERE (h.created_at, h.notification_id COLLATE "C")
    >= (coalesce((SELECT created_at FROM lowest), '-infinity'), coalesce((SELECT notification_id FROM lowest), ''))
  ORDER BY 1 DESC, 2 DESC LIMIT max_rows;
END $$;
