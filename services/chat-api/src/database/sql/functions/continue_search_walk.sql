-- Continues the walk over all messages, newest first. Visits up to `most_visited` messages, until it has added
-- `most_added` missing ones to the search index, with their missing rows of `message_mentions`. Returns whether messages
-- remain to be visited. Also returns false if another process updates the search index now.
CREATE OR REPLACE FUNCTION continue_search_walk(most_visited integer, most_added integer) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off
AS $$
DECLARE
  visited_from text COLLATE "C";
  missing text[];
  reached text COLLATE "C";
BEGIN
  IF NOT lock_search_index() THEN
    RETURN false;
  END IF;
  SELECT below INTO visited_from FROM search_walk;
  IF visited_from IS NULL THEN
    RETURN false;
  END IF;
  missing := ARRAY(
    SELECT v.id FROM (
      SELECT m.id FROM messages m WHERE m.id < visited_from ORDER BY m.id DESC LIMIT most_visited
    ) v
    WHERE NOT EXISTS (SELECT FROM search_entries e WHERE e.message_id = v.id)
    ORDER BY v.id DESC LIMIT most_added);
  IF cardinality(missing) = most_added THEN
    reached := missing[most_added];
  ELSE
    SELECT m.id INTO reached FROM messages m WHERE m.id < visited_from ORDER BY m.id DESC OFFSET most_visited - 1 LIMIT 1;
  END IF;
  IF cardinality(missing) > 0 THEN
    PERFORM add_search_entries(missing, false);
    INSERT INTO message_mentions (user_id, room_id, seq, created_at)
    SELECT mentioned.user_id, m.room_id, m.seq, m.created_at
    FROM (
      SELECT t.room_id, t.seq, t.sender_id, t.mentions, t.created_at FROM messages t
      WHERE t.id = ANY (missing) AND t.mentions <> '{}' FOR SHARE
    ) m, unnest(m.mentions) AS mentioned (user_id)
    WHERE mentioned.user_id <> m.sender_id
    ON CONFLICT DO NOTHING;
  END IF;
  UPDATE search_walk SET below = reached;
  RETURN reached IS NOT NULL;
END $$;
