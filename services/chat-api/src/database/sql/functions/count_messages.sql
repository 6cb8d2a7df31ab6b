-- Brings the table `message_counts` up to date. The table stores how many messages each room has below seq 64, 128,
-- 192, and so on. Updates the counts of at most `most` rooms and returns the number of these rooms.
--
-- Only older versions of chat-api call this function.
CREATE OR REPLACE FUNCTION count_messages(most integer) RETURNS integer LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  room record;
  rooms_changed integer := 0;
BEGIN
  FOR room IN
    SELECT r.id, r.last_seq / 64 AS to_block, coalesce(p.counted_block, 0) AS counted_block
    FROM rooms r LEFT JOIN room_progress p ON p.room_id = r.id
    WHERE r.last_seq / 64 > coalesce(p.counted_block, 0) AND r.deleted_at IS NULL
    LIMIT most
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
    rooms_changed := rooms_changed + 1;
  END LOOP;
  RETURN rooms_changed;
END $$;
