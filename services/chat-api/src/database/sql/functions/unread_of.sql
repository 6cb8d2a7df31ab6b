-- Counts a room's messages above a read cursor, and how many of them mention the user. Counts only messages that others
-- sent and that are not deleted, at most `most` of them.
--
-- The ORDER BY and the planner settings force PostgreSQL to read the index messages_room_id_seq_key from the cursor and
-- to stop after `most` messages. If one room holds most messages of the table, the planner expects the same of every
-- room. Without the ORDER BY, it then reads the whole table for a room without unread messages. Without the settings,
-- it reads and sorts all messages above the cursor.
CREATE OR REPLACE FUNCTION unread_of(of_room text, for_user text, after integer, most integer, OUT unread integer, OUT mentioned integer)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
  SELECT count(*)::integer, (count(*) FILTER (WHERE for_user = ANY (u.mentions)))::integer
  FROM (SELECT m.mentions FROM messages m
        WHERE m.room_id = of_room AND m.seq > after AND m.deleted_at IS NULL AND m.sender_id <> for_user
        ORDER BY m.seq LIMIT most) u
$$;
