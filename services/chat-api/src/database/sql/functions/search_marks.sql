-- Returns the marks of a message. A mark is a short text. For each mark, the search index can find exactly the messages
-- that have it.
--   <user_…          the sender
--   ~link            the message contains a URL
--   any other mark   one of the grams of its text (`search_grams`)
CREATE OR REPLACE FUNCTION search_marks(folded text, sender_id text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  marks text[] := ARRAY['<' || sender_id];
BEGIN
  IF folded LIKE '%http: / / %' OR folded LIKE '%https: / / %' THEN
    marks := marks || '~link'::text;
  END IF;
  IF octet_length(folded) > length(folded) THEN
    marks := marks || search_grams(folded);
  END IF;
  RETURN marks;
END $$;
