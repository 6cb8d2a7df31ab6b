-- Adds the messages that were stored since the last run to the search index, and returns how many seqs it processed. If
-- there are more than `most` new messages, only starts a walk, which indexes them later, newest first. This happens
-- after an import, for example.
--
-- Only older versions of chat-api call this function.
CREATE OR REPLACE FUNCTION index_new_messages(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  changed record;
  ids text[];
BEGIN
  SELECT array_agg(c.id) AS rooms, array_agg(c.indexed_seq) AS after_seqs, array_agg(c.last_seq) AS to_seqs,
    coalesce(sum(c.last_seq - c.indexed_seq), 0) AS seqs
  INTO changed
  FROM (
    SELECT r.id, r.last_seq, coalesce(p.indexed_seq, 0) AS indexed_seq
    FROM rooms r LEFT JOIN room_progress p ON p.room_id = r.id
    WHERE r.last_seq > coalesce(p.indexed_seq, 0) AND r.deleted_at IS NULL
  ) c;
  IF changed.seqs = 0 THEN
    RETURN 0;
  END IF;
  IF changed.seqs > most THEN
    UPDATE search_walk SET below = '~';
  ELSE
    SELECT array_agg(m.id) INTO ids
    FROM unnest(changed.rooms, changed.after_seqs, changed.to_seqs) AS c (room_id, after_seq, to_seq),
      LATERAL (
        SELECT t.id FROM messages t
        WHERE t.room_id = c.room_id COLLATE "C" AND t.seq > c.after_seq AND t.seq <= c.to_seq OFFSET 0) m;
    PERFORM add_search_entries(ids, true) WHERE ids IS NOT NULL;
  END IF;
  INSERT INTO room_progress (room_id, indexed_seq)
  SELECT c.room_id, c.to_seq FROM unnest(changed.rooms, changed.to_seqs) AS c (room_id, to_seq)
  ON CONFLICT (room_id) DO UPDATE SET indexed_seq = excluded.indexed_seq;
  RETURN changed.seqs;
END $$;
