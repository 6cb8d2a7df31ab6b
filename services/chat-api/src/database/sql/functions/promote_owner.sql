-- Makes a person the owner of a group in which no active person is an owner, and returns the new owner's id. Returns null
-- if the group has such an owner, or nobody who can be promoted. Prefers active members to deactivated ones, admins to
-- other members, and then the member who joined first (ROOM-8). Ignores the bot users of service accounts. The caller
-- must hold the lock on the room's row.
CREATE OR REPLACE FUNCTION promote_owner(of_room text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  promoted text;
BEGIN
  UPDATE room_members SET role = 'owner'
  WHERE room_id = of_room AND role <> 'owner'
    AND user_id = (
      SELECT m.user_id FROM room_members m JOIN users u ON u.id = m.user_id
      WHERE m.room_id = of_room AND NOT u.is_service
      ORDER BY u.active DESC, m.role = 'owner' DESC, m.role = 'admin' DESC, m.joined_seq, m.joined_at, m.user_id
      LIMIT 1)
  RETURNING user_id INTO promoted;
  RETURN promoted;
END $$;
