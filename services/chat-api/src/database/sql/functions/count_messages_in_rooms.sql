-- Brings the table `message_counts` up to date for the given rooms. The table stores how many messages each room has
-- below seq 64, 128, 192, and so on. Does nothing if another process updates the search index now.
CREATE OR REPLACE FUNCTION count_messages_in_rooms(room_ids text[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  room record;
BEGIN
  IF NOT lock_search_index() THEN
    RETURN;
  END IF;
  FOR room IN
    SELECT r.id, r.last_seq / 64 AS to_block, coalesce(p.counted_block, 0) AS counted_block
    FROM rooms r LEFT JOIN room_progress p ON p.room_id = r.id
    WHERE r.id = ANY (room_ids) AND r.last_seq / 64 > coalesce(p.counted_block, 0) AND r.deleted_at IS NULL
  LOOP
    INSERT INTO message_counts (room_id, block, messages)
    SELECT room.id, b.block, coalesce(
      (SELECT c.messages FROM message_counts c WHERE c.room_id = room.id AND c.block = room.counted_block), 0)
      + sum(b.messages) OVER (ORDER BY b.block)
    FROM (
      SELECT block, (SELECT count(*) FROM messages m
        WHERE m.room_id = room.id AND m.seq >= (block - 1) * 64 AND m.seq < block * 64) AS messages
      FROM generate_series(room.counted_block + 1, room.to_block) AS block
    ) b;
    INSERT INTO room_progress (room_id, counted_block) VALUES (room.id, room.to_block)
    ON CONFLICT (room_id) DO UPDATE SET counted_block = excluded.counted_block;
  END LOOP;
END $$;
