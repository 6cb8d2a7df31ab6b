-- The list of notifications also contains mentions (MENTION-6).
--
-- `created_at` is the time of the mention: the time of the message, or of the edit that added the mention. The default
-- applies to mentions that an older version adds during a deploy. It is set in a second step, so that existing mentions
-- have no time yet. `seen_at` is the time at which the user marked the mention as seen in the list.
ALTER TABLE message_mentions ADD COLUMN created_at timestamptz(3), ADD COLUMN seen_at timestamptz(3);
ALTER TABLE message_mentions ALTER COLUMN created_at SET DEFAULT now();

-- The list shows mentions of the last 30 days. Older ones have no time. At this point, no mention has one, so building
-- the index takes only one scan of the table.
CREATE INDEX message_mentions_created_at_idx ON message_mentions (user_id, created_at) WHERE created_at IS NOT NULL;
