-- Returns the grams of a text: its single characters and its pairs of adjacent characters. The text must be a result of
-- `search_text`. Grams complement the trigram index, which cannot find texts of only one or two characters.
--
-- Grams are made only for emoji and for scripts with short words or without spaces between words: Thai, Lao, Tibetan,
-- Myanmar, Khmer, Hangul, Han, and Kana.
CREATE OR REPLACE FUNCTION search_grams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(run[1], start, size)), '{}')
  FROM regexp_matches(folded COLLATE "C", concat('[\u0e00-\u0fff\u1000-\u11ff\u1780-\u17ff\u2600-\u27bf\u2e80-\u2fff',
      '\u3040-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U0001f000-\U0001faff',
      '\U00020000-\U0003ffff]+'), 'g') AS run,
    generate_series(1, length(run[1])) AS start, generate_series(1, 2) AS size
$$;
