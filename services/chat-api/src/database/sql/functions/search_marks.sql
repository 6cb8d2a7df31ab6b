-- Returns the exact properties of a message by which the search index can select it:
--   <user_…  its sender
--   ~link    it contains a web address
--   others   the grams of its text (`search_grams`)
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
