-- Returns up to three LIKE patterns that the trigram index can serve and that match every text that the given patterns
-- match: the longest parts of them that consist of letters and digits. Each part is at most 8 characters long, because
-- every further trigram costs time and excludes few messages.
--
-- `[:alnum:]` and pg_trgm both use the locale of the database. Where the locale knows no letters outside ASCII, the
-- index holds no trigrams of such words, and this function returns none either.
CREATE OR REPLACE FUNCTION search_index_patterns(patterns text[]) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(concat('%', p.part, '%')), '{}')
  FROM (
    SELECT DISTINCT left(run[1], 8) AS part, length(btrim(left(run[1], 8))) AS size
    FROM unnest(patterns) pattern, regexp_matches(pattern, '( [[:alnum:]]+|[[:alnum:]]{3,})', 'g') run
    ORDER BY size DESC, part LIMIT 3
  ) p
$$;
