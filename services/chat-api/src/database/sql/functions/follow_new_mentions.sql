-- The trigger function for new messages that mention members. Adds a row to `message_mentions` for each mentioned
-- member.
CREATE OR REPLACE FUNCTION follow_new_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_mentions (user_id, room_id, seq, created_at)
  SELECT m.user_id, NEW.room_id, NEW.seq, NEW.created_at FROM unnest(NEW.mentions) m(user_id)
  WHERE m.user_id <> NEW.sender_id
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
