-- Search and unread counts for schools with millions of messages. Everything here follows from `messages` and can be
-- rebuilt from it. Triggers keep it correct, so that older versions need not know these tables during a deploy.
--
-- The tables `message_search` and `search_progress` stay for older versions. A later release drops them.

-- How far the upkeep has processed each room.
CREATE TABLE room_progress (
  room_id text COLLATE "C" PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  -- Messages above this seq are not in the search index yet, so a search reads them from `messages`.
  indexed_seq integer NOT NULL DEFAULT 0,
  -- The last block in `message_counts`.
  counted_block integer NOT NULL DEFAULT 0
);

-- The number of messages whose seq is below `block` * 64, deleted ones included. A message keeps its place forever, so
-- these numbers never change.
CREATE TABLE message_counts (
  room_id text COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
  block integer NOT NULL,
  messages integer NOT NULL,
  PRIMARY KEY (room_id, block)
);

-- One row for each member whom a message of another member mentions.
CREATE TABLE message_mentions (
  user_id text COLLATE "C" NOT NULL,
  room_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  PRIMARY KEY (user_id, room_id, seq)
);

-- Deleted messages are not unread. Few messages are deleted, so this index is small.
CREATE INDEX messages_deleted_idx ON messages (room_id, seq) WHERE deleted_at IS NOT NULL;

-- The search index. `folded` is the result of `search_text`, and `marks` of `search_marks`, with two more marks:
--   #<segment>       about 4,096 messages that were written at about the same time
--   ##<segment / 32> the same for 32 segments
-- A search reads one of these parts after the other, newest first, so the work of each step is bounded.
CREATE TABLE search_entries (
  message_id text COLLATE "C" PRIMARY KEY,
  room_id text COLLATE "C" NOT NULL,
  marks text[] COLLATE "C" NOT NULL,
  folded text COLLATE "C" NOT NULL
);
CREATE INDEX search_entries_room_id_idx ON search_entries (room_id, message_id);
-- Without fast updates: every step of a search would read the whole list of pending entries.
CREATE INDEX search_entries_text_idx ON search_entries USING gin (marks, folded gin_trgm_ops) WITH (fastupdate = off);

-- New messages fill segments 1, 2, 3, …. Older messages fill -1, -2, -3, …, newest first.
CREATE TABLE search_segments (
  segment integer PRIMARY KEY,
  entries integer NOT NULL,
  min_id text COLLATE "C" NOT NULL,
  max_id text COLLATE "C" NOT NULL
);

-- A walk over all messages, newest first, that indexes those that are missing. Every message with an id from `below` up
-- has been visited. Null means that no walk is needed.
CREATE TABLE search_walk (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  below text COLLATE "C"
);

-- The upkeep visits the messages that exist now. Doing this here would stop all sends for minutes.
INSERT INTO search_walk (below) VALUES ('~');
INSERT INTO room_progress (room_id, indexed_seq) SELECT id, last_seq FROM rooms;

CREATE TRIGGER messages_add_mentions AFTER INSERT ON messages
  FOR EACH ROW WHEN (NEW.mentions <> '{}') EXECUTE FUNCTION follow_new_mentions();
CREATE TRIGGER messages_follow_change AFTER UPDATE ON messages
  FOR EACH ROW WHEN (OLD.content IS DISTINCT FROM NEW.content OR OLD.mentions IS DISTINCT FROM NEW.mentions)
  EXECUTE FUNCTION follow_changed_message();
CREATE TRIGGER messages_follow_removal AFTER DELETE ON messages
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION follow_removed_messages();
