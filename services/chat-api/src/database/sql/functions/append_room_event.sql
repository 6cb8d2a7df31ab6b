-- Appends an event to the room's log under the next seq, and returns that seq. The caller must hold the lock on the
-- room's row, and must pass a time that it read after getting the lock, so that the times of a room's events never
-- decrease.
--
-- If the event changes the room's members or name, the function also stores the event in `room_changes`, whose rows are
-- kept as long as the messages (LOG-8).
CREATE OR REPLACE FUNCTION append_room_event(
  of_room text, event_kind text, about_message text, event_data json, event_at timestamptz, is_activity boolean
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  next_seq integer;
BEGIN
  UPDATE rooms SET last_seq = last_seq + 1,
    last_activity_at = CASE WHEN is_activity THEN event_at ELSE last_activity_at END
  WHERE id = of_room RETURNING last_seq INTO STRICT next_seq;
  INSERT INTO room_events (room_id, seq, kind, message_id, data, created_at)
  VALUES (of_room, next_seq, event_kind, about_message, event_data, event_at);
  IF event_kind IN ('members-changed', 'room-updated') THEN
    INSERT INTO room_changes (room_id, seq, kind, data, created_at)
    VALUES (of_room, next_seq, event_kind, event_data, event_at);
  END IF;
  RETURN next_seq;
END $$;
