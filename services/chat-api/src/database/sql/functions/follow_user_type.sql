-- The trigger function for users whose type changes. Records the time of the change.
CREATE OR REPLACE FUNCTION follow_user_type() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.user_type_since := clock_timestamp();
  RETURN NEW;
END $$;
