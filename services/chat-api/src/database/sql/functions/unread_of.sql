-- Counts the messages above a read cursor, and how many of them mention the user. Counts only messages that others sent
-- and that are not deleted, at most `most` of them.
CREATE OR REPLACE FUNCTION unread_of(of_room text, for_user text, after integer, most integer, OUT unread integer, OUT mentioned integer)
LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer, (count(*) FILTER (WHERE for_user = ANY (u.mentions)))::integer
  FROM (SELECT m.mentions FROM messages m
        WHERE m.room_id = of_room AND m.seq > after AND m.deleted_at IS NULL AND m.sender_id <> for_user
        LIMIT most) u
$$;
