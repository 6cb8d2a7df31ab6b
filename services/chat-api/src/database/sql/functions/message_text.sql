-- Returns a message as JSON text in the shape of `Message` (@kcs/contracts). Every query and event gets its messages
-- from this function, so that they all have the same shape.
CREATE OR REPLACE FUNCTION message_text(
  id text, room_id text, sender_id text, sender_name text, seq integer, content text, message_type text,
  reply_to_id text, reply_to json, client_msg_id text, metadata jsonb, mentions text[], reactions json,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz
) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT json_build_object(
    'id', id, 'room_id', room_id, 'sender_id', sender_id, 'sender_name', sender_name, 'seq', seq,
    'content', content, 'message_type', message_type, 'reply_to_id', reply_to_id, 'reply_to', reply_to,
    'client_msg_id', client_msg_id, 'metadata', metadata, 'mentions', to_json(mentions), 'reactions', reactions,
    'created_at', iso(created_at), 'edited_at', iso(edited_at), 'deleted_at', iso(deleted_at))
$$;
