-- Removes differences in letter case and character width from a text that is searched. The result does not depend on
-- the locale of the database. Used only for the table `message_search`, which older versions search.
CREATE OR REPLACE FUNCTION search_fold(content text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(normalize(content, NFKC) COLLATE "und-x-icu")
$$;
