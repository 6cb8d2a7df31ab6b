-- Returns the number of notifications that a user has not seen, at most `cap` (NOTIFY-8). First reads only a few
-- notifications of each target: for all targets together, about twice as many as `cap`. Reads more only if these are
-- not enough.
CREATE OR REPLACE FUNCTION count_unseen_notifications(viewer text, cap integer) RETURNS integer LANGUAGE plpgsql STABLE
SET enable_bitmapscan = off AS $$
DECLARE
  after_time timestamptz;
  after_id text;
  unseen integer;
  most integer;
  is_complete boolean;
BEGIN
  SELECT b.created_at, b.notification_id INTO after_time, after_id FROM notification_seen_before b
  WHERE b.user_id = viewer ORDER BY b.created_at DESC, b.notification_id DESC LIMIT 1;
  FOREACH most IN ARRAY ARRAY[(SELECT 2 + 2 * cap / count(*) FROM visible_notification_targets(viewer)), cap] LOOP
    SELECT count(DISTINCT f.notification_id), coalesce(max(f.rank), 0) < most INTO unseen, is_complete FROM (
      SELECT n.notification_id, row_number() OVER (PARTITION BY v.target) AS rank
      FROM visible_notification_targets(viewer) v
      CROSS JOIN LATERAL newest_of_notification_target(viewer, v.target, v.since, v.min_seq, 'infinity', '', true,
        coalesce(after_time, '-infinity'), coalesce(after_id, ''), most) n
    ) f;
    EXIT WHEN unseen >= cap OR is_complete;
  END LOOP;
  RETURN least(unseen, cap);
END $$;
