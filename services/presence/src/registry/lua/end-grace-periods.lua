-- Ends a limited number of expired grace periods and takes their users offline.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  Redis time of this replica's last successful probe, ms
-- ARGV[2]  maximum age of that probe, ms
-- ARGV[3]  the last pulse of this replica
-- ARGV[4]  maximum number of users
-- Returns  { 'ended' | 'late' (the probe is too old) | 'rolled-back' (Redis has lost data),
--            number of users marked offline }

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
