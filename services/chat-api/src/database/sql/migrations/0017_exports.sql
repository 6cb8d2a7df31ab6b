-- Exports of the data of a user or of a room (ADMIN-5). A job writes the content page by page. It stores each page and
-- its progress in one transaction, so that any replica can continue an export, and no page is missing or stored twice.
CREATE TABLE exports (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C",
  room_id text COLLATE "C",
  requested_by text COLLATE "C" NOT NULL,
  requested_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  -- The number of the current claim. A replica whose claim has an older number may not write any more.
  claim integer NOT NULL DEFAULT 0,
  -- When the replica with the claim last wrote a page. NULL if no replica works on the export.
  claimed_at timestamptz(3),
  -- Where the next page begins; NULL until the first page was written.
  progress json,
  parts integer NOT NULL DEFAULT 0,
  items integer NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  completed_at timestamptz(3),
  discarded_at timestamptz(3),
  CHECK ((user_id IS NULL) <> (room_id IS NULL))
);

-- The content of an export. Its parts in order are one JSON document.
CREATE TABLE export_parts (
  export_id text COLLATE "C" NOT NULL REFERENCES exports (id) ON DELETE CASCADE ON UPDATE CASCADE,
  part integer NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (export_id, part)
);

-- The users whose ids the content of an export contains. Erasing one of them discards the export.
CREATE TABLE export_people (
  user_id text COLLATE "C" NOT NULL,
  export_id text COLLATE "C" NOT NULL REFERENCES exports (id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (user_id, export_id)
);
CREATE INDEX export_people_export_id_idx ON export_people (export_id);
