-- The trigger function that raises an error for a new room event that is malformed or too large. The trigger
-- `room_events_rules` decides which events these are.
CREATE OR REPLACE FUNCTION refuse_room_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An event of the kind % cannot be stored in room %. Its kind or data is malformed, or its data is too large.',
    NEW.kind, NEW.room_id USING ERRCODE = 'check_violation';
END $$;
