-- The hash of the browser's cookie that a session belongs to (AUTH-20). NULL: the session belongs to no browser.
ALTER TABLE sessions ADD COLUMN browser_hash text COLLATE "C";
