-- Reads the visible states of users. Cost: O(users).
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1…] users, at least one
-- Returns  { Redis time in ms, { status (nil for offline), … }, { last seen in ms (nil for never), … } }

return { now, redis.call('HMGET', ONLINE, unpack(ARGV)), redis.call('HMGET', LAST_SEEN, unpack(ARGV)) }
