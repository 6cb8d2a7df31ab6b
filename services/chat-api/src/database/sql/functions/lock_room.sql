-- Locks a room, and then reads the room and the user's role in it. A second statement reads them, so that its snapshot
-- is newer than the lock. Returns no row if the room does not exist or the user is not a member.
CREATE OR REPLACE FUNCTION lock_room(of_room text, for_user text)
RETURNS TABLE (id text, room_type text, name text, last_seq integer, member_count integer, role text, user_name text, at text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM rooms r WHERE r.id = of_room FOR NO KEY UPDATE;
  RETURN QUERY
    SELECT r.id, r.room_type, r.name, r.last_seq, r.member_count, m.role, u.name, iso(clock_timestamp())
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = for_user JOIN users u ON u.id = m.user_id
    WHERE r.id = of_room AND r.deleted_at IS NULL;
END $$;
