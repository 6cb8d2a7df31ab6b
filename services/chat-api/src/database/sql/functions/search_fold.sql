-- Returns the text in its search form: letter case and character width are folded. The result is the same in every
-- database, regardless of its locale.
CREATE OR REPLACE FUNCTION search_fold(content text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(normalize(content, NFKC) COLLATE "und-x-icu")
$$;
