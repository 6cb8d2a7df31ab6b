-- Adds the next `most` new messages of the given rooms to the search index, and returns how many seqs it processed, or
-- null if another process updates the index now. One call takes a few milliseconds.
--
-- The commit does not wait for the disk. If PostgreSQL crashes, it may lose the last calls as a whole, and later calls
-- process the same seqs again.
CREATE OR REPLACE FUNCTION index_rooms(room_ids text[], most integer) RETURNS integer LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  changed record;
  ids text[];
BEGIN
  IF NOT lock_search_index() THEN
    RETURN NULL;
  END IF;
  SELECT array_agg(w.id) AS rooms, array_agg(w.indexed_seq) AS after_seqs, array_agg(w.to_seq) AS to_seqs,
    coalesce(sum(w.to_seq - w.indexed_seq), 0)::integer AS seqs
  INTO changed
  FROM (
    SELECT c.id, c.indexed_seq,
      least(c.last_seq, c.indexed_seq + most - (sum(c.last_seq - c.indexed_seq) OVER (ORDER BY c.id)
        - (c.last_seq - c.indexed_seq)))::integer AS to_seq
    FROM (
      SELECT r.id, r.last_seq, coalesce(p.indexed_seq, 0) AS indexed_seq
      FROM unnest(room_ids) AS given (id)
      JOIN LATERAL (
        SELECT s.id, s.last_seq FROM rooms s WHERE s.id = given.id COLLATE "C" AND s.deleted_at IS NULL LIMIT 1) r ON true
      LEFT JOIN LATERAL (SELECT q.indexed_seq FROM room_progress q WHERE q.room_id = r.id LIMIT 1) p ON true
    ) c
    WHERE c.last_seq > c.indexed_seq
  ) w
  WHERE w.to_seq > w.indexed_seq;
  IF changed.seqs = 0 THEN
    RETURN 0;
  END IF;
  SELECT array_agg(m.id) INTO ids
  FROM unnest(changed.rooms, changed.after_seqs, changed.to_seqs) AS c (room_id, after_seq, to_seq),
    LATERAL (
      SELECT t.id FROM messages t
      WHERE t.room_id = c.room_id COLLATE "C" AND t.seq > c.after_seq AND t.seq <= c.to_seq OFFSET 0) m;
  PERFORM add_search_entries(ids, true) WHERE ids IS NOT NULL;
  INSERT INTO room_progress (room_id, indexed_seq)
  SELECT c.room_id, c.to_seq FROM unnest(changed.rooms, changed.to_seqs) AS c (room_id, to_seq)
  ON CONFLICT (room_id) DO UPDATE SET indexed_seq = excluded.indexed_seq;
  RETURN changed.seqs;
END $$;
