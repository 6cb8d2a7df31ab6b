-- Leaves the new messages of the given rooms to a walk over all messages, newest first (`continue_search_walk`). Returns
-- false if another process updates the search index now.
CREATE OR REPLACE FUNCTION start_search_walk(room_ids text[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT lock_search_index() THEN
    RETURN false;
  END IF;
  INSERT INTO room_progress (room_id, indexed_seq)
  SELECT r.id, r.last_seq FROM rooms r WHERE r.id = ANY (room_ids)
  ON CONFLICT (room_id) DO UPDATE SET indexed_seq = excluded.indexed_seq;
  UPDATE search_walk SET below = '~';
  RETURN true;
END $$;
