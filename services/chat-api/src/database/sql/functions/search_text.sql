-- Prepares message text for matching against search patterns. Folds the text, and puts one space before each word and
-- after each punctuation mark. A pattern that begins with a space therefore matches the beginning of a word.
CREATE OR REPLACE FUNCTION search_text(content text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  folded text := fold_text(content);
BEGIN
  -- Test whether the text contains non-ASCII punctuation. The test is much faster than the replacement, and most
  -- messages need no replacement.
  IF folded COLLATE "C" ~ '[^a-z0-9 \u00c0-\u1fff]' THEN
    folded := regexp_replace(
      folded COLLATE "C", '([!-/:-@\[-`{-~\u00a1-\u00bf\u2010-\u205e\u3001-\u303f])', '\1 ', 'g');
  END IF;
  RETURN regexp_replace(' ' || folded || ' ', ' {2,}', ' ', 'g');
END $$;
