-- Admins search all groups by name (ADMIN-8). The index does not contain any column that a message changes, so sends
-- cost nothing more.
CREATE INDEX rooms_name_search_idx ON rooms USING gin (fold_text(name) gin_trgm_ops)
  WHERE room_type = 'group' AND deleted_at IS NULL;
