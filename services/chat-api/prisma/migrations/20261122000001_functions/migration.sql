-- ISO 8601 in UTC with milliseconds, as every time on the wire.
CREATE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- The one shape of a Message (contracts), used by every read and every event.
CREATE FUNCTION message_text(
  id text, room_id text, sender_id text, sender_name text, seq integer, content text, message_type text,
  reply_to_id text, reply_to json, client_msg_id text, metadata jsonb, mentions text[], reactions json,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz
) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT json_build_object(
    'id', id, 'room_id', room_id, 'sender_id', sender_id, 'sender_name', sender_name, 'seq', seq,
    'content', content, 'message_type', message_type, 'reply_to_id', reply_to_id, 'reply_to', reply_to,
    'client_msg_id', client_msg_id, 'metadata', metadata, 'mentions', to_json(mentions), 'reactions', reactions,
    'created_at', iso(created_at), 'edited_at', iso(edited_at), 'deleted_at', iso(deleted_at))
$$;

-- Messages with their present text; the sub-selects run only for the rows that a query really returns.
CREATE VIEW message_texts AS
SELECT m.id, m.room_id, m.seq, m.sender_id, m.content, m.mentions, m.deleted_at,
  message_text(
    m.id, m.room_id, m.sender_id, m.sender_name, m.seq, m.content, m.message_type, m.reply_to_id,
    (SELECT json_build_object('id', p.id, 'sender_name', p.sender_name, 'excerpt', left(p.content, 100))
     FROM messages p WHERE p.id = m.reply_to_id),
    m.client_msg_id, m.metadata, m.mentions,
    (SELECT coalesce(
       json_agg(json_build_object('emoji', r.emoji, 'count', r.count, 'user_ids', r.user_ids)
         ORDER BY r.first_at, r.emoji), '[]')
     FROM (SELECT emoji, count(*) AS count, min(created_at) AS first_at,
             to_json((array_agg(user_id ORDER BY created_at, user_id))[1:50]) AS user_ids
           FROM reactions WHERE message_id = m.id GROUP BY emoji) r),
    m.created_at, m.edited_at, m.deleted_at)::text AS text
FROM messages m;

-- Takes the room's next number and appends to its log. The caller holds the room's row lock and gives the time that
-- it took after the lock, so that times never go back along the numbers.
CREATE FUNCTION append_room_event(
  of_room text, event_kind text, about_message text, event_data json, event_at timestamptz, is_activity boolean
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  next_seq integer;
BEGIN
  UPDATE rooms SET last_seq = last_seq + 1,
    last_activity_at = CASE WHEN is_activity THEN event_at ELSE last_activity_at END
  WHERE id = of_room RETURNING last_seq INTO STRICT next_seq;
  INSERT INTO room_events (room_id, seq, kind, message_id, data, created_at)
  VALUES (of_room, next_seq, event_kind, about_message, event_data, event_at);
  RETURN next_seq;
END $$;

-- Appends a message's present text as an event, and returns both.
CREATE FUNCTION append_message_event(
  of_room text, event_kind text, about_message text, event_at timestamptz, OUT seq integer, OUT text text
) LANGUAGE plpgsql AS $$
BEGIN
  SELECT t.text INTO STRICT text FROM message_texts t WHERE t.id = about_message;
  seq := append_room_event(of_room, event_kind, about_message, text::json, event_at, false);
END $$;

-- Locks the room, then (in a statement of its own, with a snapshot from after the lock) reads it and the user's role.
-- No row: no such room, or the user is not a member.
CREATE FUNCTION lock_room(of_room text, for_user text)
RETURNS TABLE (id text, room_type text, name text, last_seq integer, member_count integer, role text, user_name text, at text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM rooms r WHERE r.id = of_room FOR NO KEY UPDATE;
  RETURN QUERY
    SELECT r.id, r.room_type, r.name, r.last_seq, r.member_count, m.role, u.name, iso(clock_timestamp())
    FROM rooms r JOIN room_members m ON m.room_id = r.id AND m.user_id = for_user JOIN users u ON u.id = m.user_id
    WHERE r.id = of_room AND r.deleted_at IS NULL;
END $$;

-- The same by a message of the room.
CREATE FUNCTION lock_message(of_message text, for_user text)
RETURNS TABLE (id text, room_id text, seq integer, sender_id text, message_type text, deleted boolean, role text,
  user_name text, at text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM rooms r WHERE r.id = (SELECT m.room_id FROM messages m WHERE m.id = of_message) FOR NO KEY UPDATE;
  RETURN QUERY
    SELECT t.id, t.room_id, t.seq, t.sender_id, t.message_type, t.deleted_at IS NOT NULL, m.role, u.name,
      iso(clock_timestamp())
    FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = for_user
    JOIN users u ON u.id = m.user_id
    WHERE t.id = of_message;
END $$;

-- Many sends in one round trip. Locks the rooms in the order of their ids, then judges each item alone (membership,
-- repeat of a client_msg_id, reply target) in a statement that begins after the locks, so that what it sees is
-- current; numbers only what it accepts; and answers for every item:
-- created | repeated | ROOM_NOT_FOUND | MESSAGE_NOT_FOUND.
-- Rows are written in bulk: 45 us of server CPU a message in batches of 64, where single inserts took 80.
-- The planner is held to one index look-up for each thing (LATERAL with LIMIT, and one index that fits): a plan made
-- while tables were empty is used while they grow (measured: ten times slower after 3,000 messages).
CREATE FUNCTION send_messages(items jsonb)
RETURNS TABLE (i integer, status text, seq integer, text text, at text)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
SET enable_material = off
AS $$
#variable_conflict use_column
DECLARE
  item record;
  stamp timestamptz(3);
  in_room text := '';
  next_seq integer;
  -- What is accepted, its texts, and under which key it can be repeated within this very batch.
  accepted messages[] := '{}';
  texts text[] := '{}';
  keys text[] := '{}';
  item_key text;
  first_at integer;
  direct_rooms text[] := '{}';
BEGIN
  PERFORM FROM rooms r
  WHERE r.id IN (SELECT x.item ->> 'room_id' FROM jsonb_array_elements(items) x(item))
  ORDER BY r.id FOR NO KEY UPDATE;
  stamp := clock_timestamp();
  at := iso(stamp);

  FOR item IN
    SELECT x.*, r.last_seq, r.room_type, m.sender_name,
      m.sender_name IS NOT NULL AND r.deleted_at IS NULL AS is_member,
      p.id AS parent_id, p.sender_name AS parent_name, left(p.content, 100) AS parent_excerpt, k.id AS known_id
    FROM jsonb_to_recordset(items) AS x(
      i integer, id text COLLATE "C", room_id text COLLATE "C", sender_id text COLLATE "C", content text,
      message_type text, reply_to_id text COLLATE "C", client_msg_id text COLLATE "C", metadata jsonb, mentions text[])
    LEFT JOIN LATERAL (SELECT * FROM rooms WHERE id = x.room_id LIMIT 1) r ON true
    LEFT JOIN LATERAL (
      SELECT (SELECT u.name FROM users u WHERE u.id = rm.user_id) AS sender_name
      FROM room_members rm WHERE rm.room_id = x.room_id AND rm.user_id = x.sender_id LIMIT 1) m ON true
    LEFT JOIN LATERAL (SELECT * FROM messages WHERE id = x.reply_to_id LIMIT 1) p ON p.room_id = x.room_id
    LEFT JOIN LATERAL (
      SELECT d.id FROM messages d
      WHERE d.room_id || d.sender_id || d.client_msg_id = x.room_id || x.sender_id || x.client_msg_id LIMIT 1) k ON true
    ORDER BY x.room_id, x.i
  LOOP
    i := item.i;
    seq := NULL;
    text := NULL;
    IF item.room_id <> in_room THEN
      in_room := item.room_id;
      next_seq := item.last_seq;
    END IF;
    item_key := item.room_id || item.sender_id || item.client_msg_id;
    first_at := CASE WHEN item_key IS NOT NULL THEN array_position(keys, item_key) END;
    IF NOT item.is_member THEN
      status := 'ROOM_NOT_FOUND';
    ELSIF item.known_id IS NOT NULL THEN
      status := 'repeated';
      SELECT t.seq, t.text INTO seq, text FROM message_texts t WHERE t.id = item.known_id;
    ELSIF first_at IS NOT NULL THEN
      status := 'repeated';
      seq := (accepted[first_at]).seq;
      text := texts[first_at];
    ELSIF item.reply_to_id IS NOT NULL AND item.parent_id IS NULL THEN
      status := 'MESSAGE_NOT_FOUND';
    ELSE
      status := 'created';
      next_seq := next_seq + 1;
      seq := next_seq;
      text := message_text(
        item.id, item.room_id, item.sender_id, item.sender_name, seq, item.content, item.message_type,
        item.reply_to_id,
        CASE WHEN item.parent_id IS NOT NULL THEN
          json_build_object('id', item.parent_id, 'sender_name', item.parent_name, 'excerpt', item.parent_excerpt)
        END,
        item.client_msg_id, item.metadata, item.mentions, '[]', stamp, NULL, NULL);
      accepted := accepted || ROW(
        item.id, item.room_id, item.sender_id, item.sender_name, seq, item.content, item.message_type,
        item.reply_to_id, item.client_msg_id, item.metadata, item.mentions, stamp, NULL, NULL)::messages;
      texts := texts || text;
      keys := keys || coalesce(item_key, '');
      IF item.room_type = 'direct' THEN
        direct_rooms := direct_rooms || in_room;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  INSERT INTO messages SELECT (a).* FROM unnest(accepted) a;
  INSERT INTO room_events (room_id, seq, kind, message_id, data, created_at)
  SELECT a.room_id, a.seq, 'message-created', a.id, a.text::json, stamp
  FROM unnest(accepted, texts) AS a (id, room_id, sender_id, sender_name, seq, content, message_type, reply_to_id,
    client_msg_id, metadata, mentions, created_at, edited_at, deleted_at, text);
  UPDATE rooms r SET last_seq = a.seq, last_activity_at = stamp
  FROM (SELECT b.room_id, max(b.seq) AS seq FROM unnest(accepted) b GROUP BY b.room_id) a WHERE r.id = a.room_id;
  UPDATE room_members m SET last_seen_seq = a.seq
  FROM (SELECT b.room_id, b.sender_id, max(b.seq) AS seq FROM unnest(accepted) b GROUP BY b.room_id, b.sender_id) a
  WHERE m.room_id = a.room_id AND m.user_id = a.sender_id;
  IF cardinality(direct_rooms) > 0 THEN
    UPDATE room_members m SET hidden_at = NULL WHERE m.room_id = ANY (direct_rooms) AND m.hidden_at IS NOT NULL;
  END IF;
END $$;

-- Takes a deleted message's text out of the stored events: its own, and the excerpt in those of its replies.
CREATE FUNCTION scrub_message_events(of_message text, deleted timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  bare jsonb := jsonb_build_object('content', NULL, 'metadata', NULL, 'mentions', '[]'::jsonb,
    'reactions', '[]'::jsonb, 'deleted_at', iso(deleted));
BEGIN
  UPDATE room_events e SET data = (e.data::jsonb || bare)::json
  FROM messages m WHERE m.id = of_message AND e.room_id = m.room_id AND e.seq = m.seq;
  UPDATE room_events e SET data = (e.data::jsonb || bare)::json
  WHERE e.message_id = of_message AND e.kind = 'message-updated';

  UPDATE room_events e SET data = jsonb_set(e.data::jsonb, '{reply_to,excerpt}', 'null')::json
  FROM messages reply
  WHERE reply.reply_to_id = of_message AND e.room_id = reply.room_id AND e.seq = reply.seq;
  UPDATE room_events e SET data = jsonb_set(e.data::jsonb, '{reply_to,excerpt}', 'null')::json
  FROM messages reply
  WHERE reply.reply_to_id = of_message AND e.message_id = reply.id AND e.kind = 'message-updated';
END $$;

-- Unread and mentioning messages above a cursor, each capped: others' messages that are not deleted.
CREATE FUNCTION unread_of(of_room text, for_user text, after integer, most integer, OUT unread integer, OUT mentioned integer)
LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer, (count(*) FILTER (WHERE for_user = ANY (u.mentions)))::integer
  FROM (SELECT m.mentions FROM messages m
        WHERE m.room_id = of_room AND m.seq > after AND m.deleted_at IS NULL AND m.sender_id <> for_user
        LIMIT most) u
$$;

-- What search compares: case and width folded, in the same way in every database, whatever its locale.
CREATE FUNCTION search_fold(content text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(normalize(content, NFKC) COLLATE "und-x-icu")
$$;

-- Weekly partitions of the log: this week's and the next ones are made, those past their keeping are dropped whole.
-- Returns how many were made and dropped. A week that already lies in the default partition stays there.
CREATE FUNCTION maintain_event_partitions(keep_days integer, OUT made integer, OUT dropped integer)
LANGUAGE plpgsql AS $$
DECLARE
  week timestamptz;
  part record;
  oldest timestamptz := now() - make_interval(days => keep_days);
BEGIN
  made := 0;
  dropped := 0;
  FOR week IN SELECT generate_series(date_trunc('week', now(), 'UTC'), now() + interval '14 days', interval '7 days') LOOP
    IF to_regclass('room_events_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NULL
      AND NOT EXISTS (SELECT FROM room_events_default
                      WHERE created_at >= week AND created_at < week + interval '7 days') THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF room_events FOR VALUES FROM (%L) TO (%L)',
        'room_events_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD'), week, week + interval '7 days');
      made := made + 1;
    END IF;
  END LOOP;
  FOR part IN
    SELECT c.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
    WHERE h.inhparent = 'room_events'::regclass AND c.relname ~ '^room_events_[0-9]{8}$'
      AND (right(c.relname, 8)::timestamp AT TIME ZONE 'UTC') + interval '7 days' <= oldest
  LOOP
    EXECUTE format('DROP TABLE %I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM room_events_default WHERE created_at < oldest;
END $$;
SELECT maintain_event_partitions(30);

-- Which life of the stream the log has filled: a stream made anew has another creation time. `refill_before` goes
-- back in time while the events before it are being marked unpublished again; null when that is done.
CREATE TABLE stream_lives (
  stream text PRIMARY KEY,
  created text NOT NULL,
  refill_before timestamptz
);
