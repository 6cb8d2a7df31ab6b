-- Hands over the groups of a deactivated owner: promotes a member in each of these groups that has no active owner, and
-- appends the `members-changed` events (ROOM-16). A group without active members stays unchanged. Returns the appended
-- events.
--
-- Locks every group that the deactivated user owns, even one that has another owner who is active, because that owner
-- may be leaving at the same time. Locks the rooms in the order of their ids (TRAP-27). Chooses each new owner in a
-- statement that starts after the lock is granted, so that it sees current data.
CREATE OR REPLACE FUNCTION hand_over_groups(of_owner text)
RETURNS TABLE (room_id text, seq integer, data text, at text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  owner_name text;
  room record;
  promoted text;
  stamp timestamptz(3);
BEGIN
  SELECT u.name INTO STRICT owner_name FROM users u WHERE u.id = of_owner;
  FOR room IN
    SELECT r.id, r.name FROM rooms r
    WHERE r.room_type = 'group' AND r.deleted_at IS NULL AND r.id IN (
      SELECT m.room_id FROM room_members m WHERE m.user_id = of_owner AND m.role = 'owner')
    ORDER BY r.id FOR NO KEY UPDATE
  LOOP
    CONTINUE WHEN NOT EXISTS (
      SELECT FROM room_members m JOIN users u ON u.id = m.user_id AND u.active WHERE m.room_id = room.id);
    promoted := promote_owner(room.id);
    CONTINUE WHEN promoted IS NULL;
    stamp := clock_timestamp();
    room_id := room.id;
    at := iso(stamp);
    data := json_build_object(
      'roomId', room.id, 'added', '[]'::json, 'removed', '[]'::json,
      'changed', json_build_array(json_build_object('userId', promoted, 'role', 'owner')),
      'by', json_build_object('userId', of_owner, 'name', owner_name),
      'roomName', room.name, 'roomType', 'group', 'timestamp', at)::text;
    seq := append_room_event(room.id, 'members-changed', NULL, data::json, stamp, true);
    RETURN NEXT;
  END LOOP;
END $$;
