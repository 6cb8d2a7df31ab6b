-- Creates the weekly partitions of `room_events` for this week and the next two weeks. Drops partitions that are older
-- than `keep_days`. Returns how many partitions were created and dropped.
--
-- If the default partition already contains events from a week, that week gets no partition of its own. Weeks begin on
-- Monday at midnight UTC, regardless of the session time zone. Earlier versions used the server time zone, so some of
-- their partitions begin or end in the middle of a day. Each new partition begins where the last one ends, so that
-- partitions never overlap.
--
-- Runs as the owner of the tables, because the role of chat-api may not create or drop tables.
CREATE OR REPLACE FUNCTION maintain_event_partitions(keep_days integer, OUT made integer, OUT dropped integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  part record;
  covered timestamptz := date_trunc('week', now());
  week_end timestamptz;
BEGIN
  made := 0;
  dropped := 0;
  FOR part IN
    SELECT c.relname,
      substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''(.+)''\)')::timestamptz AS ends
    FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
    WHERE h.inhparent = 'room_events'::regclass AND c.relname <> 'room_events_default'
  LOOP
    IF part.ends <= now() - make_interval(days => keep_days) THEN
      EXECUTE format('DROP TABLE %I', part.relname);
      dropped := dropped + 1;
    ELSE
      covered := greatest(covered, part.ends);
    END IF;
  END LOOP;
  WHILE covered <= now() + interval '14 days' LOOP
    week_end := date_trunc('week', covered) + interval '7 days';
    IF NOT EXISTS (SELECT FROM room_events_default WHERE created_at >= covered AND created_at < week_end) THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF room_events FOR VALUES FROM (%L) TO (%L)',
        'room_events_' || to_char(covered, 'YYYYMMDD'), covered, week_end);
      made := made + 1;
    END IF;
    covered := week_end;
  END LOOP;
END $$;
