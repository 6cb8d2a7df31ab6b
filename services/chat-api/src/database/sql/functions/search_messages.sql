-- Searches messages of the given rooms, newest first. Returns the ids of up to `most` messages, and `next`, the value
-- to pass as `below` to continue the search. `next` is null if the search is complete. After `budget_ms`, the function
-- returns the messages found so far, so the list may be short or empty although `next` is set.
--
-- A message matches if its text matches all `patterns` (results of `search_pattern`), its marks (`search_marks`)
-- include all `required_marks` and at least one of `sender_marks`, and its id is between `above` and `below`. If
-- `sender_marks` is null, all senders match. If `read_all` is true, the function reads all entries of the rooms and
-- does not use the text index. This is faster if the rooms have few entries.
--
-- The search proceeds in steps of limited work. A step reads one segment of the text index, or a group of 32 segments
-- if the previous steps found few candidates. A search for a common word therefore ends after the first steps, and a
-- search for a rare word has few candidates in all.
CREATE OR REPLACE FUNCTION search_messages(
  rooms text[], patterns text[], required_marks text[], sender_marks text[], below text, above text, read_all boolean,
  most integer, budget_ms integer, OUT ids text[], OUT next text
) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_memoize = off SET max_parallel_workers_per_gather = 0 SET jit = off
AS $$
DECLARE
  few CONSTANT integer := 64;
  deadline CONSTANT timestamptz := clock_timestamp() + make_interval(secs => budget_ms / 1000.0);
  is_mine CONSTANT jsonb := coalesce((SELECT jsonb_object_agg(id, true) FROM unnest(rooms) id), '{}');
  index_patterns CONSTANT text[] := search_index_patterns(patterns);
  -- Compare with the longest patterns first, because they exclude the most messages.
  all_patterns CONSTANT text[] := ARRAY(SELECT p FROM unnest(patterns) p ORDER BY length(p) DESC);
  part record;
  step record;
  whole_groups integer[] := '{}';
  steps integer := 0;
  candidates_seen integer := 0;
  use_group boolean;
BEGIN
  ids := search_unindexed(rooms, all_patterns, required_marks, sender_marks, below, above, most);
  IF read_all THEN
    ids := ARRAY(
      SELECT u.id FROM (
        SELECT unnest(ids) AS id
        UNION
        SELECT e.message_id FROM unnest(rooms) AS mine (id), LATERAL (
          SELECT * FROM search_entries s
          WHERE s.room_id = mine.id COLLATE "C" AND s.message_id < below AND s.message_id > above OFFSET 0) e
        WHERE e.folded LIKE ALL (all_patterns) AND e.marks @> required_marks AND (sender_marks IS NULL OR e.marks && sender_marks)
      ) u ORDER BY u.id COLLATE "C" DESC LIMIT most);
    next := CASE WHEN cardinality(ids) = most THEN ids[most] END;
    RETURN;
  END IF;

  FOR part IN
    SELECT s.segment, s.segment >> 5 AS segment_group, s.max_id FROM search_segments s
    WHERE s.min_id < below AND s.max_id > above ORDER BY s.max_id DESC
  LOOP
    CONTINUE WHEN part.segment_group = ANY (whole_groups);
    IF ids[most] > part.max_id COLLATE "C" THEN
      next := ids[most];
      RETURN;
    END IF;
    IF steps > 0 AND clock_timestamp() > deadline THEN
      -- Return only messages that are newer than the current segment, because this segment has not been searched yet.
      -- The next search finds only ids below `next`. The character that is appended to the segment's highest id makes
      -- that search include this id.
      ids := ARRAY(SELECT u.id FROM unnest(ids) WITH ORDINALITY u (id, n) WHERE u.id > part.max_id COLLATE "C" ORDER BY u.n);
      next := part.max_id || '0';
      RETURN;
    END IF;
    use_group := steps >= 2 AND candidates_seen <= few AND (index_patterns <> '{}' OR required_marks <> '{}' OR sender_marks IS NOT NULL);
    SELECT * INTO step FROM search_part(
      is_mine, all_patterns, index_patterns,
      CASE WHEN use_group THEN '##' || part.segment_group ELSE '#' || part.segment END,
      required_marks, sender_marks, below, above, most);
    ids := ARRAY(SELECT u.id FROM (SELECT unnest(ids) UNION SELECT unnest(step.ids)) u (id)
      ORDER BY u.id COLLATE "C" DESC LIMIT most);
    IF use_group THEN
      whole_groups := whole_groups || part.segment_group;
      candidates_seen := step.candidates / 16;
    ELSE
      candidates_seen := CASE WHEN steps = 0 THEN 0 ELSE candidates_seen / 2 END + step.candidates;
    END IF;
    steps := steps + 1;
  END LOOP;
  next := CASE WHEN cardinality(ids) = most THEN ids[most] END;
END $$;
