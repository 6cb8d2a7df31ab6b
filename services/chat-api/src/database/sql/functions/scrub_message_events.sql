-- Removes the content of a deleted message from its stored events, and its excerpt from the stored events of its
-- replies.
CREATE OR REPLACE FUNCTION scrub_message_events(of_message text, deleted timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  emptied jsonb := jsonb_build_object('content', NULL, 'metadata', NULL, 'mentions', '[]'::jsonb,
    'reactions', '[]'::jsonb, 'deleted_at', iso(deleted));
BEGIN
  UPDATE room_events e SET data = (e.data::jsonb || emptied)::json
  FROM messages m WHERE m.id = of_message AND e.room_id = m.room_id AND e.seq = m.seq;
  UPDATE room_events e SET data = (e.data::jsonb || emptied)::json
  WHERE e.message_id = of_message AND e.kind = 'message-updated';

  UPDATE room_events e SET data = jsonb_set(e.data::jsonb, '{reply_to,excerpt}', 'null')::json
  FROM messages reply
  WHERE reply.reply_to_id = of_message AND e.room_id = reply.room_id AND e.seq = reply.seq;
  UPDATE room_events e SET data = jsonb_set(e.data::jsonb, '{reply_to,excerpt}', 'null')::json
  FROM messages reply
  WHERE reply.reply_to_id = of_message AND e.message_id = reply.id AND e.kind = 'message-updated';
END $$;
