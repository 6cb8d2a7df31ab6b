-- Appends a `message-updated` event to the room's log after a reaction was added or removed. The event's data is the
-- message's current JSON text. `change` describes the reaction: { emoji, user_id, added }. Returns the event's seq, its
-- data, and its additional fields.
CREATE OR REPLACE FUNCTION append_reaction_event(
  of_room text, about_message text, event_at timestamptz, change json, OUT seq integer, OUT text text, OUT more_fields text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  fields json := json_build_object('reaction', change);
  appended record;
BEGIN
  SELECT * INTO STRICT appended FROM append_update_event(of_room, about_message, event_at, fields);
  seq := appended.seq;
  text := appended.text;
  more_fields := fields::text;
END $$;
