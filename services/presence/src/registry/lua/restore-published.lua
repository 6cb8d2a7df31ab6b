-- Restores the published statuses from a replica's copy after Redis has lost data. The restored users stay visible
-- until the gateways have listed their sockets. If two replicas restore at the same time, the first one to finish wins.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  how long restored users without a session stay visible, and no other replica may restore, ms
-- ARGV[2]  delay before checking whether the states of the users in ARGV[5] must be published, ms
-- ARGV[3]  '1' for the last part
-- ARGV[4]  users whose last published status is online, JSON: [[user, status]]
-- ARGV[5]  users whose last published status is offline, JSON: [user]
-- Returns  1 if this part was accepted, 0 if another replica was first

if redis.call('EXISTS', RESTORED) == 1 then
  return 0
end
for _, entry in ipairs(cjson.decode(ARGV[4])) do
  local user, status = entry[1], entry[2]
  redis.call('HSET', PUBLISHED, user, status)
  redis.call('HSET', ONLINE, user, status)
  if redis.call('EXISTS', sessions_of(user)) == 0 then
    redis.call('ZADD', GRACE, now + tonumber(ARGV[1]), user)
    redis.call('HSET', LAST_SEEN, user, now)
  end
end
for _, user in ipairs(cjson.decode(ARGV[5])) do
  redis.call('HDEL', PUBLISHED, user)
  mark(user, now + tonumber(ARGV[2]))
end
if ARGV[3] == '1' then
  redis.call('SET', RESTORED, '1', 'PX', ARGV[1])
end
return 1
