-- The whole schema. The functions (folder `functions`) already exist when this script runs: the view and the first
-- partitions at the end use them.
--
-- Ids and keys compare by bytes (collation "C"): this is faster, and the order is the same on every server.
-- The tables of the message path have no foreign keys, because each one would lock and read another row per message.
-- Only the commands of chat-api write here, and they guarantee what a foreign key would.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE users (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  email text,
  password_hash text,
  user_type text NOT NULL CHECK (user_type IN ('Admin', 'Teacher', 'Student', 'Parent', 'Staff')),
  active boolean NOT NULL DEFAULT true,
  issuer text,
  subject text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  external_email text,
  external_profile jsonb
);
-- An email identifies one account with a password. Accounts of an identity provider are identified by issuer and subject
-- alone, and their email is in `external_email`: the same address in both columns stays two accounts.
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE UNIQUE INDEX users_issuer_subject_key ON users (issuer, subject);
CREATE INDEX users_name_trgm ON users USING gin (name gin_trgm_ops);
CREATE INDEX users_external_email_idx ON users (external_email) WHERE external_email IS NOT NULL;

CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  generation integer NOT NULL DEFAULT 1,
  rotated_at timestamptz(3) NOT NULL DEFAULT now(),
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  ended_code text,
  external boolean NOT NULL DEFAULT false
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
-- External sessions are deleted soon after they expire; other sessions are kept.
CREATE INDEX sessions_external_expiry_idx ON sessions (expires_at) WHERE external;

CREATE TABLE rooms (
  id text COLLATE "C" PRIMARY KEY,
  room_type text NOT NULL CHECK (room_type IN ('direct', 'group')),
  name text NOT NULL,
  direct_key text COLLATE "C",
  created_by text COLLATE "C" NOT NULL,
  last_seq integer NOT NULL DEFAULT 0,
  member_count integer NOT NULL DEFAULT 0,
  last_activity_at timestamptz(3) NOT NULL DEFAULT now(),
  deleted_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX rooms_direct_key_key ON rooms (direct_key);

CREATE TABLE room_members (
  room_id text COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE ON UPDATE CASCADE,
  user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  joined_seq integer NOT NULL,
  joined_at timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_seq integer NOT NULL DEFAULT 0,
  muted boolean NOT NULL DEFAULT false,
  hidden_at timestamptz(3),
  PRIMARY KEY (room_id, user_id)
) WITH (fillfactor = 70);
CREATE INDEX room_members_user_id_idx ON room_members (user_id, room_id);

CREATE TABLE messages (
  id text COLLATE "C" PRIMARY KEY,
  room_id text COLLATE "C" NOT NULL,
  sender_id text COLLATE "C" NOT NULL,
  sender_name text NOT NULL,
  seq integer NOT NULL,
  content text,
  message_type text NOT NULL CHECK (message_type IN ('text', 'image', 'file', 'system')),
  reply_to_id text COLLATE "C",
  client_msg_id text COLLATE "C",
  metadata jsonb,
  mentions text[] NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  edited_at timestamptz(3),
  deleted_at timestamptz(3)
);
CREATE UNIQUE INDEX messages_room_id_seq_key ON messages (room_id, seq);
-- A sender can use a client_msg_id once per room. The index is on an expression (ids have a fixed length), so it is the
-- only index that can serve this lookup. Among several indexes that begin with room_id, the planner may choose any of
-- them while the tables are small.
CREATE UNIQUE INDEX messages_client_key ON messages ((room_id || sender_id || client_msg_id));
-- Deleting a message also removes the excerpt from its replies.
CREATE INDEX messages_reply_to_id_idx ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL;

CREATE TABLE reactions (
  message_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  emoji text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, emoji, user_id)
);

-- The event log of every room. It is the outbox and the source of every catch-up as well (docs/decisions/0001).
-- (room_id, seq) is unique across partitions because numbers are assigned under the room's row lock.
-- `data` is json, not jsonb: the text is published exactly as it was written.
CREATE TABLE room_events (
  room_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL,
  message_id text COLLATE "C",
  data json NOT NULL,
  created_at timestamptz(3) NOT NULL,
  published_at timestamptz(3),
  -- A direct room that a member left is hidden from that member until the next message. The event of that message
  -- records who sees the room again: { room_name, user_ids }. So this notification is as durable as the event.
  shown json,
  PRIMARY KEY (room_id, seq, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX room_events_unpublished_idx ON room_events (created_at) WHERE published_at IS NULL;
-- A stream that was created again is refilled by time.
CREATE INDEX room_events_time_idx ON room_events USING brin (created_at);
-- The event that created a message is found by the message's seq. Only later updates need this index.
CREATE INDEX room_events_updates_idx ON room_events (message_id) WHERE kind = 'message-updated';
CREATE TABLE room_events_default PARTITION OF room_events DEFAULT;

CREATE TABLE dead_letters (
  id text COLLATE "C" PRIMARY KEY,
  source text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL,
  payload text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_created_at_idx ON dead_letters (created_at);

-- The lifetime of the stream that the log has filled: a stream that was created again has another creation time.
-- While events are marked unpublished again, `refill_before` moves back in time; null means that this is done.
CREATE TABLE stream_lives (
  stream text PRIMARY KEY,
  created text NOT NULL,
  refill_before timestamptz
);

-- Messages are indexed for search after they are sent, not while they are sent: a trigram index on `messages` made a
-- send 2.6 times as expensive. Messages above a room's `indexed_seq` are not in this table yet; a search reads them
-- from `messages`.
CREATE TABLE message_search (
  message_id text COLLATE "C" PRIMARY KEY,
  room_id text COLLATE "C" NOT NULL,
  folded text NOT NULL
);
CREATE INDEX message_search_idx ON message_search USING gin (room_id, folded gin_trgm_ops);

CREATE TABLE search_progress (
  room_id text COLLATE "C" PRIMARY KEY,
  indexed_seq integer NOT NULL
);

-- Messages with their current JSON text. PostgreSQL runs the subqueries only for the rows that a query returns.
CREATE VIEW message_texts AS
SELECT m.id, m.room_id, m.seq, m.sender_id, m.content, m.mentions, m.deleted_at,
  message_text(
    m.id, m.room_id, m.sender_id, m.sender_name, m.seq, m.content, m.message_type, m.reply_to_id,
    (SELECT json_build_object('id', p.id, 'sender_name', p.sender_name, 'excerpt', left(p.content, 100))
     FROM messages p WHERE p.id = m.reply_to_id),
    m.client_msg_id, m.metadata, m.mentions,
    (SELECT coalesce(
       json_agg(json_build_object('emoji', r.emoji, 'count', r.count, 'user_ids', r.user_ids)
         ORDER BY r.first_at, r.emoji), '[]')
     FROM (SELECT emoji, count(*) AS count, min(created_at) AS first_at,
             to_json((array_agg(user_id ORDER BY created_at, user_id))[1:50]) AS user_ids
           FROM reactions WHERE message_id = m.id GROUP BY emoji) r),
    m.created_at, m.edited_at, m.deleted_at)::text AS text
FROM messages m;

-- The partitions of this week and the next two. Nothing is old enough to be dropped.
SELECT maintain_event_partitions(30);
