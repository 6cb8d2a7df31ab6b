-- Deletes the oldest messages of a room whose ids are below `before_id`, at most `most` of them. Also deletes
-- their reactions, and the room changes that are not newer than the deleted messages. Returns how many
-- messages it deleted.
--
-- Deleted messages are no longer unread, so the read cursors of all members move past them. `unread_in_rooms`
-- subtracts the messages between the beginning of the cursor's block and the cursor from the stored count of
-- the block. Messages that are deleted from a block that is counted already must therefore be added to the
-- count at its beginning.
--
-- Only older versions of chat-api call this function.
CREATE OR REPLACE FUNCTION purge_messages(of_room text, before_id text, most integer) RETURNS integer LANGUAGE plpgsql
AS $$
DECLARE
  last_purged integer;
  last_block integer;
  in_last_block integer;
  purged text[];
BEGIN
  PERFORM FROM rooms r WHERE r.id = of_room FOR NO KEY UPDATE;
  SELECT max(m.seq) INTO last_purged
  FROM (SELECT o.id, o.seq FROM messages o WHERE o.room_id = of_room ORDER BY o.seq LIMIT most) m
  WHERE m.id < before_id COLLATE "C";
  IF last_purged IS NULL THEN
    RETURN 0;
  END IF;
  last_block := last_purged / 64;
  SELECT array_agg(m.id), count(*) FILTER (WHERE m.seq >= last_block * 64) INTO purged, in_last_block
  FROM messages m WHERE m.room_id = of_room AND m.seq <= last_purged;

  UPDATE room_members m SET last_seen_seq = last_purged WHERE m.room_id = of_room AND m.last_seen_seq < last_purged;
  IF EXISTS (SELECT FROM message_counts c WHERE c.room_id = of_room AND c.block > last_block) THEN
    INSERT INTO message_counts AS c (room_id, block, messages) VALUES (of_room, last_block, in_last_block)
    ON CONFLICT (room_id, block) DO UPDATE SET messages = c.messages + excluded.messages;
  END IF;
  -- Events about later updates of a message, and about replies to it, may be kept longer than the message itself.
  PERFORM scrub_message_events(m.id, coalesce(m.deleted_at, now())) FROM messages m
  WHERE m.id = ANY (purged) AND (
    EXISTS (SELECT FROM room_events e WHERE e.message_id = m.id AND e.kind = 'message-updated')
    OR EXISTS (SELECT FROM messages r WHERE r.reply_to_id = m.id));
  DELETE FROM messages m WHERE m.id = ANY (purged);
  DELETE FROM reactions r WHERE r.message_id = ANY (purged);
  DELETE FROM message_search s WHERE s.message_id = ANY (purged);
  DELETE FROM room_changes c WHERE c.room_id = of_room AND c.seq <= last_purged;
  RETURN cardinality(purged);
END $$;
