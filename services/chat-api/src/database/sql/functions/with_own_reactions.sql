-- Adds the field `mine` to each reaction in a message's JSON text, and returns the text. `mine` is true if the given
-- user has added the reaction (MSG-16). The field `user_ids` cannot show this, because it lists only the first 50
-- users. Each distinct emoji costs one index lookup, and a message has at most 50 of them.
CREATE OR REPLACE FUNCTION with_own_reactions(message text, of_message text, for_user text)
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM reactions r WHERE r.message_id = of_message) THEN
    RETURN message;
  END IF;
  RETURN (
    SELECT (message::jsonb || jsonb_build_object('reactions', coalesce(jsonb_agg(
      shown.reaction || jsonb_build_object('mine', EXISTS (
        SELECT FROM reactions r
        WHERE r.message_id = of_message AND r.emoji = shown.reaction ->> 'emoji' AND r.user_id = for_user))
      ORDER BY shown.place), '[]')))::text
    FROM jsonb_array_elements(message::jsonb -> 'reactions') WITH ORDINALITY AS shown (reaction, place));
END $$;
