-- Stores a batch of messages for older versions of chat-api, like `send_messages_v2`. For a refused message, these
-- versions know only the statuses ROOM_NOT_FOUND and MESSAGE_NOT_FOUND. A later release drops this function.
CREATE OR REPLACE FUNCTION send_messages(items jsonb)
RETURNS TABLE (i integer, status text, seq integer, text text, at text, shown text)
LANGUAGE sql
AS $$
  SELECT s.i, CASE WHEN s.status IN ('ACCOUNT_CLOSED', 'POSTING_RESTRICTED') THEN 'ROOM_NOT_FOUND' ELSE s.status END,
    s.seq, s.text, s.at, s.shown
  FROM send_messages_v2(items) s
$$;
