-- Ids and keys compare by bytes (collation "C"): faster, and the same order everywhere.
-- The tables of the message path carry no foreign keys: each would lock and read another row for every message; the
-- commands, which alone write here, guarantee what a key would.

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
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
-- An e-mail names one account of ours; accounts of an identity provider are named by issuer and subject alone.
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE UNIQUE INDEX users_issuer_subject_key ON users (issuer, subject);
CREATE INDEX users_name_trgm ON users USING gin (name gin_trgm_ops);

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
  ended_code text
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

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
-- One message per sender's key in a room. Over an expression (ids have a fixed length), so that a look-up by the key
-- can use this index only: beside others that begin with room_id, the planner picks any while tables are small.
CREATE UNIQUE INDEX messages_client_key ON messages ((room_id || sender_id || client_msg_id));
-- A deletion looks up the replies whose excerpt must go.
CREATE INDEX messages_reply_to_id_idx ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL;

CREATE TABLE reactions (
  message_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  emoji text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, emoji, user_id)
);

-- The log of every room, its outbox and its recovery in one (architecture 1). Uniqueness of (room_id, seq) across
-- partitions follows from the room's row lock. `data` is json, not jsonb: the text goes out as it was written.
CREATE TABLE room_events (
  room_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL,
  message_id text COLLATE "C",
  data json NOT NULL,
  created_at timestamptz(3) NOT NULL,
  published_at timestamptz(3),
  PRIMARY KEY (room_id, seq, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX room_events_unpublished_idx ON room_events (created_at) WHERE published_at IS NULL;
-- A stream made anew is refilled by time.
CREATE INDEX room_events_time_idx ON room_events USING brin (created_at);
-- A message's creation is found by its number; only later events need this way back.
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
