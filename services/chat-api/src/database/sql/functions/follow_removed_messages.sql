-- The trigger function for messages whose rows are deleted from the table. Deletes their search entries and mentions.
CREATE OR REPLACE FUNCTION follow_removed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_entries WHERE message_id IN (SELECT id FROM removed);
  DELETE FROM message_mentions m USING removed r
  WHERE r.mentions <> '{}' AND m.user_id = ANY (r.mentions) AND m.room_id = r.room_id AND m.seq = r.seq;
  RETURN NULL;
END $$;
