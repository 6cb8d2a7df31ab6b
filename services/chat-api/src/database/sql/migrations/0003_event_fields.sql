-- Fields of an event beside its `data`, as a JSON object. Events without such fields have null.
ALTER TABLE room_events ADD COLUMN more_fields json;
