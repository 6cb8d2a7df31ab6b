-- Locks a message's room, and then reads the message and the user's role in the room. A second statement reads them, so
-- that its snapshot is newer than the lock. Returns no row if the message does not exist or the user is not a member of
-- its room.
CREATE OR REPLACE FUNCTION lock_message(of_message text, for_user text)
RETURNS TABLE (id text, room_id text, seq integer, sender_id text, message_type text, deleted boolean, role text,
  user_name text, at text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM rooms r WHERE r.id = (SELECT m.room_id FROM messages m WHERE m.id = of_message) FOR NO KEY UPDATE;
  RETURN QUERY
    SELECT t.id, t.room_id, t.seq, t.sender_id, t.message_type, t.deleted_at IS NOT NULL, m.role, u.name,
      iso(clock_timestamp())
    FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = for_user
    JOIN users u ON u.id = m.user_id
    WHERE t.id = of_message;
END $$;
