-- Counts a user's unread messages in one room by calling `unread_in_rooms`.
CREATE OR REPLACE FUNCTION unread_of(of_room text, for_user text, after integer, most integer, OUT unread integer, OUT mentioned integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT u.unread, u.mentioned INTO unread, mentioned FROM unread_in_rooms(ARRAY[of_room], for_user, ARRAY[after], most) u;
END $$;
