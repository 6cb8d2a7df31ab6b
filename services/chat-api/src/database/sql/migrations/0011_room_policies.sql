-- Who may send messages in a room (ROOM-14): `all` members, or only `managers`, its owners and admins.
ALTER TABLE rooms ADD COLUMN post_policy text NOT NULL DEFAULT 'all' CHECK (post_policy IN ('all', 'managers'));

-- Whether only mentions notify the member (ROOM-14). `muted` means that nothing does, whatever this column holds.
ALTER TABLE room_members ADD COLUMN mentions_only boolean NOT NULL DEFAULT false;
