-- Adds new messages to `message_search`, the search index of older versions, and returns how many seqs it processed.
-- Processes at most `most` seqs in all rooms together. Only older versions of chat-api call this function.
--
-- The function takes share locks on the messages. It therefore waits for an edit or deletion in progress, and then
-- indexes the new text or skips the deleted message. An edit that starts later waits for the function and then updates
-- the search entry.
CREATE OR REPLACE FUNCTION index_messages(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  room record;
  up_to integer;
  done integer := 0;
BEGIN
  FOR room IN
    SELECT r.id, r.last_seq, coalesce(p.indexed_seq, 0) AS indexed_seq
    FROM rooms r LEFT JOIN search_progress p ON p.room_id = r.id
    WHERE r.last_seq > coalesce(p.indexed_seq, 0) AND r.deleted_at IS NULL
    LIMIT most
  LOOP
    up_to := least(room.last_seq, room.indexed_seq + most - done);
    INSERT INTO message_search (message_id, room_id, folded)
    SELECT m.id, m.room_id, search_fold(m.content)
    FROM (SELECT id, room_id, content FROM messages
          WHERE room_id = room.id AND seq > room.indexed_seq AND seq <= up_to AND content IS NOT NULL FOR SHARE) m
    ON CONFLICT (message_id) DO UPDATE SET folded = excluded.folded;
    INSERT INTO search_progress (room_id, indexed_seq) VALUES (room.id, up_to)
    ON CONFLICT (room_id) DO UPDATE SET indexed_seq = excluded.indexed_seq;
    done := done + up_to - room.indexed_seq;
    EXIT WHEN done >= most;
  END LOOP;
  RETURN done;
END $$;
