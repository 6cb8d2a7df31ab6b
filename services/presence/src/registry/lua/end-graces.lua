-- Makes offline whose grace is over, some at a time.
--
-- KEYS[1]  root
-- ARGV[1]  Redis' time when this replica last found the path healthy, ms
-- ARGV[2]  how much later than that it may run, ms
-- ARGV[3]  the pulse this replica saw last
-- ARGV[4]  most users in one step
-- Returns  { 'ended' | 'late' | 'rolled-back', users made offline }

if rolled_back(ARGV[3]) then
  return { 'rolled-back', 0 }
end
if now - tonumber(ARGV[1]) > tonumber(ARGV[2]) then
  return { 'late', 0 }
end
for _, user in ipairs(redis.call('ZRANGEBYSCORE', GRACE, '-inf', now, 'LIMIT', 0, ARGV[4])) do
  redis.call('ZREM', GRACE, user)
  redis.call('HDEL', ONLINE, user)
  redis.call('HSETNX', LAST_SEEN, user, now)
  mark(user, now)
end
return { 'ended', marked }
