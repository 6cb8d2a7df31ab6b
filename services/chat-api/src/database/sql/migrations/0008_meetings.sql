-- The meetings of rooms (MEET-1). `occupied_at` is the time at which a gateway last reported a participant. A running
-- meeting ends when that time is too long ago.
CREATE TABLE meetings (
  id text COLLATE "C" PRIMARY KEY,
  room_id text COLLATE "C" NOT NULL REFERENCES rooms (id) ON DELETE CASCADE ON UPDATE CASCADE,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  occupied_at timestamptz(3) NOT NULL DEFAULT now(),
  ended_at timestamptz(3),
  end_reason text CHECK (end_reason IN ('ended', 'empty', 'room-deleted')),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);

-- A room has at most one running meeting.
CREATE UNIQUE INDEX meetings_running_key ON meetings (room_id) WHERE ended_at IS NULL;
CREATE INDEX meetings_room_id_idx ON meetings (room_id, created_at DESC, id DESC);
