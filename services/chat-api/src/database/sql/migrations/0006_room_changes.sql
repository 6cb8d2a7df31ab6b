-- Changes of rooms that a timeline shows: joins, leaves, roles, and new names. `room_events` is dropped after some weeks,
-- but who let whom into a room must stay visible as long as the room's messages. `data` is the data of the event.
CREATE TABLE room_changes (
  room_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('members-changed', 'room-updated')),
  data json NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (room_id, seq)
);

INSERT INTO room_changes (room_id, seq, kind, data, created_at)
SELECT room_id, seq, kind, data, created_at FROM room_events WHERE kind IN ('members-changed', 'room-updated');
