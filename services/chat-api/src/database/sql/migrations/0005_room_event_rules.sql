-- Refuses room events that cannot be published or delivered: a kind that is not one token of a bus subject (LOG-7), and
-- data that is not a JSON object or does not fit into a message of NATS (1 MiB, of which the envelope and the reply to a
-- request need less than 64 KiB). Such an event would hold back its room until clients load the room again.
--
-- A trigger checks new rows only. A constraint would also check updates of stored rows, so an event that is already
-- stored could no longer be marked as published.
-- The trigger needs the function now. A database that this version creates has it already.
CREATE OR REPLACE FUNCTION refuse_room_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An event of the kind % cannot be stored in room %. Its kind or data is malformed, or its data is too large.',
    NEW.kind, NEW.room_id USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER room_events_rules BEFORE INSERT ON room_events FOR EACH ROW
WHEN (
  NEW.kind !~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' OR NEW.kind = 'seen' OR length(NEW.kind) > 64
  OR json_typeof(NEW.data) <> 'object' OR octet_length(NEW.data::text) > 983040
)
EXECUTE FUNCTION refuse_room_event();
