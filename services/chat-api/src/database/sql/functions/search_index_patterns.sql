-- Returns up to three LIKE patterns that the trigram index can use. Each returned pattern searches for one part of a
-- given pattern. Such a part consists only of letters and digits, so every text that matches the given patterns also
-- matches the returned ones. The longest parts are chosen and shortened to 8 characters, because each additional
-- trigram costs time and excludes few messages.
--
-- `[:alnum:]` and pg_trgm both use the database locale. If only ASCII letters count as letters in that locale, the
-- index contains no trigrams with other letters, and the function returns no patterns with them.
CREATE OR REPLACE FUNCTION search_index_patterns(patterns text[]) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(concat('%', p.part, '%')), '{}')
  FROM (
    SELECT DISTINCT left(run[1], 8) AS part, length(btrim(left(run[1], 8))) AS size
    FROM unnest(patterns) pattern, regexp_matches(pattern, '( [[:alnum:]]+|[[:alnum:]]{3,})', 'g') run
    ORDER BY size DESC, part LIMIT 3
  ) p
$$;
