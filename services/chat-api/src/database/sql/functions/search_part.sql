-- Searches one part of the text index, given by its mark, for `search_messages`. Returns the newest ids of the rooms, and
-- how many candidates of any room the index has given, which is the measure of the work.
--
-- The conditions on ids and rooms are outside of the subquery, so that only the text index can serve it. A trigram index
-- reads everything if no pattern has a trigram, so there is a statement of its own for that case.
CREATE OR REPLACE FUNCTION search_part(
  is_mine jsonb, patterns text[], index_patterns text[], part_mark text, required_marks text[], sender_marks text[], below text,
  above text, most integer, OUT ids text[], OUT candidates integer
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  all_marks CONSTANT text[] := required_marks || part_mark;
  one_mark CONSTANT text[] := coalesce(sender_marks, ARRAY[part_mark]);
BEGIN
  IF index_patterns = '{}' THEN
    SELECT array_agg(f.message_id ORDER BY f.message_id DESC)
        FILTER (WHERE is_mine ? f.room_id AND f.message_id < below AND f.message_id > above
          AND f.folded LIKE ALL (patterns)),
      count(*)
    INTO ids, candidates
    FROM (
      SELECT e.message_id, e.room_id, e.folded FROM search_entries e
      WHERE e.marks @> all_marks AND e.marks && one_mark OFFSET 0
    ) f;
  ELSE
    SELECT array_agg(f.message_id ORDER BY f.message_id DESC)
        FILTER (WHERE is_mine ? f.room_id AND f.message_id < below AND f.message_id > above
          AND f.folded LIKE ALL (patterns)),
      count(*)
    INTO ids, candidates
    FROM (
      SELECT e.message_id, e.room_id, e.folded FROM search_entries e
      WHERE e.marks @> all_marks AND e.marks && one_mark
        AND e.folded LIKE index_patterns[1] AND e.folded LIKE coalesce(index_patterns[2], index_patterns[1])
        AND e.folded LIKE coalesce(index_patterns[3], index_patterns[1]) OFFSET 0
    ) f;
  END IF;
  ids := ids[1:most];
END $$;
