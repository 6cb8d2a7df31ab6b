-- Sets the times of the mentions that existed before 0012. This is a migration of its own, because it locks only these
-- rows. In 0012, it would block all messages with mentions. The list does not show older mentions, so they need no time.
UPDATE message_mentions n SET created_at = m.created_at FROM messages m
WHERE n.created_at IS NULL AND m.room_id = n.room_id AND m.seq = n.seq AND m.created_at > now() - interval '30 days';
