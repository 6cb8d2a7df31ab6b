-- The hash of the cookie of the browser that has renewed the session so far (AUTH-20). NULL: there is no such browser.
ALTER TABLE sessions ADD COLUMN browser_hash text COLLATE "C";
