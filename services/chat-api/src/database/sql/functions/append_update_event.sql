-- Appends a `message-updated` event to the room's log. The event's data is the message's current JSON text. `fields` is
-- a JSON object with the event's additional fields, or null if it has none. Returns the event's seq and data.
CREATE OR REPLACE FUNCTION append_update_event(
  of_room text, about_message text, event_at timestamptz, fields json, OUT seq integer, OUT text text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  appended record;
BEGIN
  SELECT * INTO STRICT appended FROM append_message_event(of_room, 'message-updated', about_message, event_at);
  seq := appended.seq;
  text := appended.text;
  IF fields IS NOT NULL THEN
    UPDATE room_events e SET more_fields = fields
    WHERE e.room_id = of_room AND e.seq = appended.seq AND e.created_at = event_at::timestamptz(3);
  END IF;
END $$;
