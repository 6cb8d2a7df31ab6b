-- The trigger function for edited and deleted messages. Brings the message's mentions and its entry in the search index
-- up to date. A mention that an edit adds gets the time of the edit. All other mentions keep their time and `seen_at`.
--
-- A message that is not indexed yet has no search entry to update. `add_search_entries` waits until the edit is
-- committed and then indexes the new text.
CREATE OR REPLACE FUNCTION follow_changed_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.mentions IS DISTINCT FROM NEW.mentions THEN
    DELETE FROM message_mentions
    WHERE user_id = ANY (OLD.mentions) AND user_id <> ALL (NEW.mentions) AND room_id = NEW.room_id AND seq = NEW.seq;
    INSERT INTO message_mentions (user_id, room_id, seq, created_at)
    SELECT m.user_id, NEW.room_id, NEW.seq, coalesce(NEW.edited_at, NEW.created_at) FROM unnest(NEW.mentions) m(user_id)
    WHERE m.user_id <> NEW.sender_id
    ON CONFLICT DO NOTHING;
  END IF;
  IF NEW.content IS NULL THEN
    DELETE FROM search_entries WHERE message_id = NEW.id;
  ELSIF OLD.content IS DISTINCT FROM NEW.content THEN
    UPDATE search_entries e
    SET folded = search_text(NEW.content),
      -- Keep the search entry's first two marks, which name its segment and its group of 32 segments.
      marks = e.marks[1:2] || search_marks(search_text(NEW.content), NEW.sender_id)
    WHERE e.message_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
