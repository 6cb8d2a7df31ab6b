-- Appends an event about a message to the room's log. The event's data is the message's current JSON text. Returns the
-- event's seq and data.
CREATE OR REPLACE FUNCTION append_message_event(
  of_room text, event_kind text, about_message text, event_at timestamptz, OUT seq integer, OUT text text
) LANGUAGE plpgsql AS $$
BEGIN
  SELECT t.text INTO STRICT text FROM message_texts t WHERE t.id = about_message;
  seq := append_room_event(of_room, event_kind, about_message, text::json, event_at, false);
END $$;
