-- Continues the walk over all messages, newest first, by up to `most` messages. Adds missing search entries and missing
-- rows of `message_mentions`. Returns how many messages it visited, or 0 if no walk is needed.
--
-- Only older versions of chat-api call this function.
CREATE OR REPLACE FUNCTION walk_messages(most integer) RETURNS integer LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  visited record;
  missing text[];
BEGIN
  SELECT array_agg(v.id) AS ids, count(*)::integer AS messages, min(v.id) AS lowest
  INTO visited
  FROM (
    SELECT m.id FROM messages m WHERE m.id < (SELECT below FROM search_walk) ORDER BY m.id DESC LIMIT most
  ) v;
  missing := ARRAY(
    SELECT v.id FROM unnest(visited.ids) v (id)
    WHERE NOT EXISTS (SELECT FROM search_entries e WHERE e.message_id = v.id COLLATE "C"));
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
  UPDATE search_walk SET below = CASE WHEN visited.messages = most THEN visited.lowest END WHERE below IS NOT NULL;
  RETURN visited.messages;
END $$;
