-- Telling of a user failed: look again later.
--
-- KEYS[1]  root
-- ARGV[1]  the claim's name
-- ARGV[2]  user
-- ARGV[3]  how much later, ms

local claim = redis.call('HGET', CLAIMS, ARGV[2])
if claim == ARGV[1] or claim == ARGV[1] .. '!' then
  redis.call('HDEL', CLAIMS, ARGV[2])
  redis.call('HINCRBY', ATTEMPTS, ARGV[2], 1)
  redis.call('ZADD', CHANGED, now + tonumber(ARGV[3]), ARGV[2])
end
return 1
