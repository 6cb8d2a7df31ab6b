-- Folds letter case and character width for search. The result does not depend on the locale of the database.
CREATE OR REPLACE FUNCTION search_fold(content text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(normalize(content, NFKC) COLLATE "und-x-icu")
$$;
