-- Searches one segment of the text index, or a group of 32 segments, for `search_messages`. `part_mark` names the
-- segment or group. Returns the ids of the newest matching messages in the given rooms. Also returns how many
-- candidates the index found in all rooms together, which is a measure of the cost.
--
-- The function has three statements: one for several senders, one for marks without words, and one for words. If no
-- pattern contains a trigram, the trigram index would return all entries, so the statement for marks does not use it.
-- Each additional index condition costs time, so conditions that exclude few candidates are outside the subqueries,
-- where PostgreSQL does not use the index for them.
CREATE OR REPLACE FUNCTION search_part(
  is_mine jsonb, patterns text[], index_patterns text[], part_mark text, required_marks text[], sender_marks text[],
  below text, above text, most integer, OUT ids text[], OUT candidates integer
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  index_marks CONSTANT text[] := part_mark || CASE
    WHEN index_patterns = '{}' THEN required_marks ELSE array_remove(required_marks, '~link') END;
  part record;
BEGIN
  IF cardinality(sender_marks) > 1 THEN
    SELECT array_agg(f.message_id ORDER BY f.message_id DESC) FILTER (WHERE is_mine ? f.room_id
        AND f.message_id < below AND f.message_id > above AND f.folded LIKE ALL (patterns)) AS ids,
      count(*) AS candidates
    INTO part
    FROM (
      SELECT e.message_id, e.room_id, e.folded FROM search_entries e
      WHERE e.marks @> index_marks AND e.marks @> required_marks AND e.marks && sender_marks OFFSET 0
    ) f;
  ELSIF index_patterns = '{}' THEN
    SELECT array_agg(f.message_id ORDER BY f.message_id DESC) FILTER (WHERE is_mine ? f.room_id
        AND f.message_id < below AND f.message_id > above AND f.folded LIKE ALL (patterns)) AS ids,
      count(*) AS candidates
    INTO part
    FROM (
      SELECT e.message_id, e.room_id, e.folded FROM search_entries e
      WHERE e.marks @> (index_marks || coalesce(sender_marks, '{}')) OFFSET 0
    ) f;
  ELSE
    SELECT array_agg(f.message_id ORDER BY f.message_id DESC) FILTER (WHERE is_mine ? f.room_id
        AND f.message_id < below AND f.message_id > above AND f.folded LIKE ALL (patterns)
        AND f.marks @> required_marks) AS ids,
      count(*) AS candidates
    INTO part
    FROM (
      SELECT e.message_id, e.room_id, e.folded, e.marks FROM search_entries e
      WHERE e.marks @> (index_marks || coalesce(sender_marks, '{}'))
        AND e.folded LIKE index_patterns[1] AND e.folded LIKE coalesce(index_patterns[2], index_patterns[1])
        AND e.folded LIKE coalesce(index_patterns[3], index_patterns[1]) OFFSET 0
    ) f;
  END IF;
  ids := part.ids[1:most];
  candidates := part.candidates;
END $$;
