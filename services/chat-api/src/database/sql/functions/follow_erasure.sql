-- The trigger function for erasures. Discards the exports that contain the person.
CREATE OR REPLACE FUNCTION follow_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discard_exports_of_person(NEW.user_id);
  RETURN NULL;
END $$;
