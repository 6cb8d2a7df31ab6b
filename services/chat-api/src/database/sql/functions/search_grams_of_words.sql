-- Returns grams (`search_grams`) that every message with these search words contains. Leaves out single characters that
-- are part of a returned pair. Returns at most 8 grams, because each additional gram costs time and excludes few
-- messages.
CREATE OR REPLACE FUNCTION search_grams_of_words(words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ARRAY(
    SELECT DISTINCT gram FROM unnest(words) word, unnest(search_grams(btrim(search_text(word)))) gram
    WHERE length(gram) = 2 OR NOT EXISTS (
      SELECT FROM unnest(search_grams(btrim(search_text(word)))) longer WHERE length(longer) = 2 AND longer LIKE '%' || gram || '%')
    LIMIT 8)
$$;
