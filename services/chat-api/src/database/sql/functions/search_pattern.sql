-- Returns the LIKE pattern that finds a search word in a result of `search_text`. If `at_start` is true, the word must
-- be at the start of a word in the text. Returns null if the word has no visible character.
CREATE OR REPLACE FUNCTION search_pattern(word text, at_start boolean) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN w.word <> '' THEN
    concat('%', CASE WHEN at_start THEN ' ' END, regexp_replace(w.word, '([\\%_])', '\\\1', 'g'), '%') END
  FROM (SELECT btrim(search_text(search_pattern.word)) AS word) w
$$;
