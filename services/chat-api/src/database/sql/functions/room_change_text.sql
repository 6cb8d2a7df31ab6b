-- Returns a change to a room's members, name, or post policy as JSON in the shape of `RoomChange` (@kcs/contracts).
-- Each list contains at most `max_people` people. Added people and the person who made the change appear with their
-- names from the event, and all other people with their current names.
CREATE OR REPLACE FUNCTION room_change_text(
  seq integer, kind text, data json, created_at timestamptz, max_people integer
) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT json_build_object(
    'seq', seq, 'kind', kind,
    'by', CASE WHEN data #>> '{by,userId}' IS NOT NULL THEN
      json_build_object('user_id', data #>> '{by,userId}', 'name', data #>> '{by,name}')
    END,
    -- An event that changes the post policy also contains the room's name, although the name has not changed.
    'name', CASE WHEN kind = 'room-updated' AND data ->> 'postPolicy' IS NULL THEN data ->> 'name' END,
    'post_policy', data ->> 'postPolicy',
    'added', coalesce((
      SELECT json_agg(json_build_object('user_id', a.one ->> 'userId', 'name', a.one ->> 'name', 'role', a.one ->> 'role')
        ORDER BY a.position)
      FROM json_array_elements(data -> 'added') WITH ORDINALITY a (one, position) WHERE a.position <= max_people), '[]'),
    'added_count', coalesce(json_array_length(data -> 'added'), 0),
    'removed', coalesce((
      SELECT json_agg(json_build_object('user_id', r.id, 'name', u.name) ORDER BY r.position)
      FROM json_array_elements_text(data -> 'removed') WITH ORDINALITY r (id, position)
      LEFT JOIN users u ON u.id = r.id COLLATE "C" WHERE r.position <= max_people), '[]'),
    'removed_count', coalesce(json_array_length(data -> 'removed'), 0),
    'changed', coalesce((
      SELECT json_agg(json_build_object('user_id', c.one ->> 'userId', 'name', u.name, 'role', c.one ->> 'role')
        ORDER BY c.position)
      FROM json_array_elements(data -> 'changed') WITH ORDINALITY c (one, position)
      LEFT JOIN users u ON u.id = (c.one ->> 'userId') COLLATE "C" WHERE c.position <= max_people), '[]'),
    'created_at', iso(created_at))
$$;
