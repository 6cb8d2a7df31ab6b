-- Service accounts: the identities of programs (AUTH-17). A deleted account keeps its row, so that no later account can
-- take over its name. NATS credentials that were issued for the name stay valid until they expire.
CREATE TABLE service_accounts (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  scopes text[] NOT NULL,
  -- False for a deactivated account and for a deleted one.
  active boolean NOT NULL DEFAULT true,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  deleted_at timestamptz(3),
  -- The user as whom the account reads and writes rooms. NULL until the account gets a scope for rooms.
  bot_user_id text COLLATE "C",
  -- The quotas for notifications. NULL: the default applies.
  documents_per_second integer,
  documents_per_day integer,
  recipients_per_day integer
);
CREATE UNIQUE INDEX service_accounts_name_key ON service_accounts (name);

-- The hashes of the accounts' tokens. After a rotation, the old token stays valid until `expires_at`.
CREATE TABLE service_account_tokens (
  hash text COLLATE "C" PRIMARY KEY,
  account_id text COLLATE "C" NOT NULL REFERENCES service_accounts (id) ON DELETE CASCADE ON UPDATE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3)
);
CREATE INDEX service_account_tokens_account_id_idx ON service_account_tokens (account_id);

ALTER TABLE users
  -- Whether the user is the bot user of a service account. Nobody logs in as a bot user.
  ADD COLUMN is_service boolean NOT NULL DEFAULT false,
  -- The service account that created the user; NULL if a person did.
  ADD COLUMN created_by_account text COLLATE "C";

-- The view below needs the function now. A database that this version creates has it already.
CREATE OR REPLACE FUNCTION mark_service_message(text text, is_service boolean) RETURNS text LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF is_service THEN
    RETURN left(text, -1) || ', "is_service" : true}';
  END IF;
  RETURN text;
END $$;

-- Messages with their current JSON text. PostgreSQL runs the subqueries only for the rows that a query returns.
CREATE OR REPLACE VIEW message_texts AS
SELECT m.id, m.room_id, m.seq, m.sender_id, m.content, m.mentions, m.deleted_at,
  mark_service_message(message_text(
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
    m.created_at, m.edited_at, m.deleted_at)::text,
    (SELECT u.is_service FROM users u WHERE u.id = m.sender_id)) AS text
FROM messages m;
