-- Adds messages to the search index and returns how many it added. Skips messages that are already in the index. New
-- messages go to one open segment of `search_segments`, and the messages from a walk go to another. Only one process
-- may run this function at a time.
--
-- The function takes share locks on the messages, so it waits for an edit or deletion in progress, and then indexes the
-- new text or skips the deleted message. An edit or deletion that starts later waits for this function, and the trigger
-- for changed messages then updates or deletes the search entry.
CREATE OR REPLACE FUNCTION add_search_entries(ids text[], are_new boolean) RETURNS integer LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  full_at CONSTANT integer := 4096;
  lowest text COLLATE "C";
  highest text COLLATE "C";
  open_segment record;
  target integer;
  added integer;
BEGIN
  SELECT min(id COLLATE "C"), max(id COLLATE "C") INTO lowest, highest FROM unnest(ids) id;
  IF are_new THEN
    SELECT * INTO open_segment FROM search_segments WHERE segment > 0 ORDER BY segment DESC LIMIT 1;
    target := CASE WHEN open_segment.entries < full_at THEN open_segment.segment
      ELSE coalesce(open_segment.segment, 0) + 1 END;
  ELSE
    SELECT * INTO open_segment FROM search_segments WHERE segment < 0 ORDER BY segment LIMIT 1;
    -- Start a new segment when a walk begins, so that the ids within a segment are close to each other.
    target := CASE WHEN open_segment.entries < full_at AND highest < open_segment.min_id THEN open_segment.segment
      ELSE coalesce(open_segment.segment, 0) - 1 END;
  END IF;

  INSERT INTO search_entries (message_id, room_id, marks, folded)
  SELECT f.id, f.room_id, ARRAY['#' || target, '##' || (target >> 5)] || search_marks(f.folded, f.sender_id), f.folded
  FROM (
    SELECT m.id, m.room_id, m.sender_id, search_text(m.content) AS folded
    FROM (SELECT t.id, t.room_id, t.sender_id, t.content FROM messages t WHERE t.id = ANY (ids) FOR SHARE) m
    WHERE m.content IS NOT NULL
  ) f
  ON CONFLICT (message_id) DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added > 0 THEN
    INSERT INTO search_segments AS s (segment, entries, min_id, max_id) VALUES (target, added, lowest, highest)
    ON CONFLICT (segment) DO UPDATE SET entries = s.entries + added,
      min_id = least(s.min_id, lowest), max_id = greatest(s.max_id, highest);
  END IF;
  RETURN added;
END $$;
