-- Releases a claimed change that could not be published, counts the failed attempt, and schedules the next attempt.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  name of the claim
-- ARGV[2]  user
-- ARGV[3]  when to try again, ms from now
-- Returns  1

local claim = redis.call('HGET', CLAIMS, ARGV[2])
if claim == ARGV[1] or claim == ARGV[1] .. '!' then
  redis.call('HDEL', CLAIMS, ARGV[2])
  redis.call('HINCRBY', ATTEMPTS, ARGV[2], 1)
  redis.call('ZADD', CHANGED, now + tonumber(ARGV[3]), ARGV[2])
end
return 1
