-- People are searched by folded names, so that accents, apostrophes, and invisible characters do not matter (AUTH-16).
-- PostgreSQL keeps the folded columns up to date, also for a replica of the previous version. That version still uses
-- the index users_name_trgm.

ALTER TABLE users
  ADD COLUMN name_folded text GENERATED ALWAYS AS (fold_text(name)) STORED,
  -- Only Admins may search by email.
  ADD COLUMN name_and_emails_folded text GENERATED ALWAYS AS (
    fold_text(name || ' ' || coalesce(email, '') || ' ' || coalesce(external_email, ''))) STORED;
CREATE INDEX users_name_folded_trgm ON users USING gin (name_folded gin_trgm_ops);
CREATE INDEX users_name_and_emails_folded_trgm ON users USING gin (name_and_emails_folded gin_trgm_ops);
-- The order of the list of users.
CREATE INDEX users_name_order_idx ON users (name COLLATE "C", id);
-- Finds the members whose names may follow an `@` (MENTION-1).
CREATE INDEX users_name_start_idx ON users (left(name_folded, 3));

-- Emails are compared in NFC. An email that two accounts have in different forms stays unchanged.
UPDATE users u SET email = normalize(u.email, NFC)
WHERE u.email IS NOT NFC NORMALIZED
  AND NOT EXISTS (SELECT FROM users o WHERE o.id <> u.id AND normalize(o.email, NFC) = normalize(u.email, NFC));
