-- Sets a user's status. The last write wins. A status that arrives before the user's first session is kept for a
-- short time.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  user
-- ARGV[2]  status
-- ARGV[3]  how long the status is kept for the user's first session, ms
-- Returns  number of users whose visible state may have changed

local user, status = ARGV[1], ARGV[2]
local current = redis.call('HGET', ONLINE, user)
if not current then
  redis.call('SET', pending_status_of(user), status, 'PX', ARGV[3])
elseif current ~= status then
  redis.call('HSET', ONLINE, user, status)
  mark(user, now)
end
return marked
