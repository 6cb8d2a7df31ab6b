-- Notifications from other services (NOTIFY-1 to NOTIFY-12).

-- The notifications of producers. `delivery` is empty, except for targets that an operator replayed from a dead letter:
-- each replay then has an id of its own.
CREATE TABLE notifications (
  id text COLLATE "C" PRIMARY KEY,
  -- The name of the service account that sent the notification.
  source text COLLATE "C" NOT NULL,
  producer_id text COLLATE "C" NOT NULL,
  delivery text COLLATE "C" NOT NULL DEFAULT '',
  type text NOT NULL,
  title text,
  body text,
  data jsonb NOT NULL,
  url text,
  urgency text NOT NULL,
  recipients integer NOT NULL,
  dead integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- When the gateways were notified; NULL until then.
  pushed_at timestamptz(3)
);
CREATE UNIQUE INDEX notifications_producer_key ON notifications (source, producer_id, delivery);
CREATE INDEX notifications_created_at_idx ON notifications (created_at);
CREATE INDEX notifications_unpushed_idx ON notifications (created_at) WHERE pushed_at IS NULL;

-- One row for each target: a user id, a room id, or a user type. The number of rows does not depend on the number of
-- people. `room_seq` is the head of the room when the notification arrived: later members do not see the notification.
CREATE TABLE notification_targets (
  target text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL,
  notification_id text COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE ON UPDATE CASCADE,
  room_seq integer,
  PRIMARY KEY (target, created_at, notification_id)
);
CREATE INDEX notification_targets_notification_id_idx ON notification_targets (notification_id);

-- The notifications that users marked as seen one by one.
CREATE TABLE notification_seen (
  user_id text COLLATE "C" NOT NULL,
  notification_id text COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE ON UPDATE CASCADE,
  seen_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, notification_id)
);
CREATE INDEX notification_seen_notification_id_idx ON notification_seen (notification_id);

-- For each user, the notifications that the user marked as seen together with all older ones.
CREATE TABLE notification_seen_before (
  user_id text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL,
  notification_id text COLLATE "C" NOT NULL,
  seen_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, created_at, notification_id)
);
CREATE INDEX notification_seen_before_seen_at_idx ON notification_seen_before (seen_at);

-- When the user got the current type. Users of a type see only the notifications that arrived later.
ALTER TABLE users ADD COLUMN user_type_since timestamptz(3) NOT NULL DEFAULT now();
CREATE TRIGGER users_follow_type BEFORE UPDATE OF user_type ON users
  FOR EACH ROW WHEN (OLD.user_type IS DISTINCT FROM NEW.user_type) EXECUTE FUNCTION follow_user_type();
CREATE INDEX users_user_type_idx ON users (user_type, id);

ALTER TABLE dead_letters
  -- The whole document of a notification, byte for byte; NULL if only the beginning in `payload` is kept.
  ADD COLUMN document bytea,
  -- The headers of the document's message that a replay needs.
  ADD COLUMN headers jsonb,
  -- The targets that are unknown; NULL if the whole document was refused.
  ADD COLUMN dead_targets jsonb,
  -- Identifies the message on the bus, so that a repeated delivery does not create a second dead letter.
  ADD COLUMN delivery_key text COLLATE "C";
CREATE UNIQUE INDEX dead_letters_delivery_key_key ON dead_letters (delivery_key);
CREATE INDEX dead_letters_source_idx ON dead_letters (source, id);
