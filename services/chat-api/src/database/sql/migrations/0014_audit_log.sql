-- The audit log of administrative actions (ADMIN-6). Each entry contains the hash of the entry before it, so that a
-- changed or removed entry is noticed. Entries identify people by id only, so that erasing a person never changes them.
CREATE TABLE audit_log (
  seq bigint PRIMARY KEY,
  created_at timestamptz(3) NOT NULL,
  action text COLLATE "C" NOT NULL,
  actor_id text COLLATE "C" NOT NULL,
  target_id text COLLATE "C" NOT NULL,
  -- `json` keeps the text byte for byte, which the hash covers. `jsonb` would not.
  details json NOT NULL,
  previous_hash text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL
);
