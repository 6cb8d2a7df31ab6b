-- Only adds. An identity provider's user has its e-mail beside `email`, which names accounts that log in here with a
-- password: the same address on both sides stays two accounts.
ALTER TABLE users ADD COLUMN external_email text;
ALTER TABLE users ADD COLUMN external_profile jsonb;
CREATE INDEX users_external_email_idx ON users (external_email) WHERE external_email IS NOT NULL;

ALTER TABLE sessions ADD COLUMN external boolean NOT NULL DEFAULT false;
-- They are dropped soon after they expired, which ours are not.
CREATE INDEX sessions_external_expiry_idx ON sessions (expires_at) WHERE external;
