-- Counts a user's unread messages in each of the given rooms. A message is unread if another user sent it, its seq is
-- above the read cursor, and it is not deleted. `cursors` has the same order as `rooms`. `mentioned` counts the unread
-- messages that mention the user. Each count stops at `most`.
--
-- Most of a count comes from the table `message_counts`, which stores how many messages each room has below every 64th
-- seq. In addition, the function reads only the messages around the cursor, messages that are too new for the table,
-- and deleted messages. If the table has no counts above the cursor, the function reads up to `most` messages. The
-- user's own messages are never above the cursor, because sending moves the sender's cursor (UNREAD-2).
--
-- The sort orders and the planner settings force PostgreSQL to use indexes that begin with the room. Otherwise, if one
-- room has most of the messages, the planner expects every room to have that many, and reads the whole table.
CREATE OR REPLACE FUNCTION unread_in_rooms(rooms text[], for_user text, cursors integer[], most integer)
RETURNS TABLE (room_id text, unread integer, mentioned integer)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT c.room_id, least(most, CASE
      WHEN c.block IS NULL OR c.block <= c.first_block THEN (
        SELECT count(*) FROM (
          SELECT FROM messages m
          WHERE m.room_id = c.room_id AND m.seq > c.cursor AND m.deleted_at IS NULL AND m.sender_id <> for_user
          ORDER BY m.seq LIMIT most) u)
      WHEN c.blocks_messages - c.deleted - 64 >= most THEN most
      ELSE c.blocks_messages - c.deleted
        - (SELECT count(*) FROM messages m WHERE m.room_id = c.room_id AND m.seq >= c.first_block * 64 AND m.seq <= c.cursor)
        + (SELECT count(*) FROM (
            SELECT FROM messages m WHERE m.room_id = c.room_id AND m.seq >= c.block * 64
            ORDER BY m.seq LIMIT most + c.deleted) u)
      END)::integer,
    (SELECT count(*) FROM (
      SELECT FROM message_mentions m
      WHERE m.user_id = for_user AND m.room_id = c.room_id AND m.seq > c.cursor ORDER BY m.seq LIMIT most) u)::integer
  FROM (
    SELECT w.room_id, w.cursor, (w.cursor + 1) / 64 AS first_block, counted.block,
      counted.messages - coalesce((
        SELECT n.messages FROM message_counts n WHERE n.room_id = w.room_id AND n.block = (w.cursor + 1) / 64), 0)
        AS blocks_messages,
      CASE WHEN counted.block > (w.cursor + 1) / 64 THEN (
        SELECT count(*) FROM messages m WHERE m.room_id = w.room_id AND m.seq > w.cursor AND m.deleted_at IS NOT NULL) END
        AS deleted
    FROM unnest(rooms, cursors) AS w (room_id, cursor)
    LEFT JOIN LATERAL (
      SELECT n.block, n.messages FROM message_counts n WHERE n.room_id = w.room_id ORDER BY n.block DESC LIMIT 1) counted
      ON true
    OFFSET 0
  ) c;
END $$;
