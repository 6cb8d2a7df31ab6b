-- Searches the messages that are not in the search index yet, on behalf of `search_messages`. Reads at most 100
-- messages per room and 500 in total, which takes about 20 ms. There are rarely more, because new messages are indexed
-- within seconds.
CREATE OR REPLACE FUNCTION search_unindexed(
  rooms text[], patterns text[], required_marks text[], sender_marks text[], below text, above text, most integer
) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(
    SELECT f.id FROM (
      SELECT m.id, search_text(m.content) AS folded, m.sender_id
      FROM (
        SELECT t.id, t.content, t.sender_id
        FROM unnest(rooms) AS mine (id)
        JOIN LATERAL (SELECT r.id, r.last_seq FROM rooms r WHERE r.id = mine.id COLLATE "C" LIMIT 1) room ON true
        LEFT JOIN LATERAL (SELECT p.indexed_seq FROM room_progress p WHERE p.room_id = room.id LIMIT 1) progress ON true
        JOIN LATERAL (
          SELECT n.id, n.content, n.sender_id FROM messages n
          WHERE n.room_id = room.id AND n.seq > coalesce(progress.indexed_seq, 0)
          ORDER BY n.seq DESC LIMIT 100) t ON room.last_seq > coalesce(progress.indexed_seq, 0)
        LIMIT 500
      ) m
      WHERE m.content IS NOT NULL AND m.id < below COLLATE "C" AND m.id > above COLLATE "C"
    ) f
    WHERE f.folded LIKE ALL (patterns)
      AND (cardinality(required_marks) = 0 OR search_marks(f.folded, f.sender_id) @> required_marks)
      AND (sender_marks IS NULL OR search_marks(f.folded, f.sender_id) && sender_marks)
    ORDER BY f.id COLLATE "C" DESC LIMIT most)
$$;
