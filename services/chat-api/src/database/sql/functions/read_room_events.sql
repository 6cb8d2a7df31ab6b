-- Returns at least the first `most` events of each room after the given seq, or all of them if there are fewer. The
-- result may also contain later events, and its order is undefined.
--
-- The log is partitioned by time, and later events of a room have later times. The function therefore derives time
-- bounds from the messages around the requested seqs. It passes the bounds to a dynamic statement, so that PostgreSQL
-- plans and locks only the partitions between them. Without bounds, reading from 504 weekly partitions took 2,523 locks
-- and 100 ms of planning. Clocks may be set back, so the bounds have a margin of one hour. If the first statement
-- returns too few events, a second one reads the events outside the bounds.
CREATE OR REPLACE FUNCTION read_room_events(of_rooms text[], after_seqs integer[], most integer)
RETURNS TABLE (room_id text, seq integer, kind text, data text, more_fields text, created_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  expected bigint;
  earliest timestamptz;
  latest timestamptz;
  found bigint;
  query text := 'SELECT e.room_id, e.seq, e.kind, e.data::text, e.more_fields::text, e.created_at
    FROM unnest($1, $2) q (room_id, after_seq)
    CROSS JOIN LATERAL (
      SELECT * FROM room_events r WHERE r.room_id = q.room_id AND r.seq > q.after_seq AND %s ORDER BY r.seq LIMIT $3
    ) e';
BEGIN
  SELECT sum(greatest(least(r.last_seq - q.after_seq, most), 0)),
    min(coalesce(before.created_at, r.created_at)) - interval '1 hour',
    max(coalesce(following.created_at, 'infinity')) + interval '1 hour'
  INTO expected, earliest, latest
  FROM unnest(of_rooms, after_seqs) q (room_id, after_seq)
  JOIN rooms r ON r.id = q.room_id
  LEFT JOIN LATERAL (
    SELECT m.created_at FROM messages m WHERE m.room_id = q.room_id AND m.seq <= q.after_seq
    ORDER BY m.seq DESC LIMIT 1) before ON true
  LEFT JOIN LATERAL (
    SELECT m.created_at FROM messages m WHERE m.room_id = q.room_id AND m.seq >= q.after_seq + most
    ORDER BY m.seq LIMIT 1) following ON true;
  IF coalesce(expected, 0) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(query, 'r.created_at BETWEEN $4 AND $5')
    USING of_rooms, after_seqs, most, earliest, latest;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found < expected THEN
    RETURN QUERY EXECUTE format(query, '(r.created_at < $4 OR r.created_at > $5)')
      USING of_rooms, after_seqs, most, earliest, latest;
  END IF;
END $$;
