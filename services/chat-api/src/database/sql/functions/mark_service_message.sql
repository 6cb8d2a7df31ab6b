-- Returns the JSON text of a message with `is_service: true` if its sender is the bot user of a service account
-- (AUTH-24). Other messages do not have the field.
CREATE OR REPLACE FUNCTION mark_service_message(text text, is_service boolean) RETURNS text LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF is_service THEN
    RETURN left(text, -1) || ', "is_service" : true}';
  END IF;
  RETURN text;
END $$;
