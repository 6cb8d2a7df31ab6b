-- Removes the content of a deleted message from the stored events about it, and the excerpt of the message from the
-- stored events about its replies.
--
-- The log is partitioned by time. Each statement is given the earliest possible time of its events, so that PostgreSQL
-- plans and locks only the partitions from that time on. Clocks may be set back, so the times have a margin of one day.
CREATE OR REPLACE FUNCTION scrub_message_events(of_message text, deleted timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  emptied jsonb := jsonb_build_object('content', NULL, 'metadata', NULL, 'mentions', '[]'::jsonb,
    'reactions', '[]'::jsonb, 'deleted_at', iso(deleted));
  margin interval := '1 day';
  since timestamptz;
  until timestamptz;
BEGIN
  SELECT m.created_at - margin, m.created_at + margin INTO since, until FROM messages m WHERE m.id = of_message;
  EXECUTE 'UPDATE room_events e SET data = (e.data::jsonb || $1)::json
    FROM messages m WHERE m.id = $2 AND e.room_id = m.room_id AND e.seq = m.seq AND e.created_at BETWEEN $3 AND $4'
    USING emptied, of_message, since, until;
  EXECUTE 'UPDATE room_events e SET data = (e.data::jsonb || $1)::json, more_fields = NULL
    WHERE e.message_id = $2 AND e.kind = ''message-updated'' AND e.created_at >= $3'
    USING emptied, of_message, since;

  SELECT min(r.created_at) - margin, max(r.created_at) + margin INTO since, until
  FROM messages r WHERE r.reply_to_id = of_message;
  IF since IS NULL THEN
    RETURN;
  END IF;
  EXECUTE 'UPDATE room_events e SET data = jsonb_set(e.data::jsonb, ''{reply_to,excerpt}'', ''null'')::json
    FROM messages reply
    WHERE reply.reply_to_id = $1 AND e.room_id = reply.room_id AND e.seq = reply.seq
      AND e.created_at BETWEEN $2 AND $3'
    USING of_message, since, until;
  EXECUTE 'UPDATE room_events e SET data = jsonb_set(e.data::jsonb, ''{reply_to,excerpt}'', ''null'')::json
    FROM messages reply
    WHERE reply.reply_to_id = $1 AND e.message_id = reply.id AND e.kind = ''message-updated'' AND e.created_at >= $2'
    USING of_message, since;
END $$;
