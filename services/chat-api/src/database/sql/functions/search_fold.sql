-- Returns text in the form that search compares: letter case and character width are folded, in the same way in every
-- database, whatever its locale.
CREATE OR REPLACE FUNCTION search_fold(content text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(normalize(content, NFKC) COLLATE "und-x-icu")
$$;
