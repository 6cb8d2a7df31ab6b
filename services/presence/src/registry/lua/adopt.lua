-- Redis lost its memory: gives back what was last told, from a replica's own. Those people stay visible until
-- the gateways had time to list their sockets. Of two replicas the first to finish is enough.
--
-- KEYS[1]  root
-- ARGV[1]  how long people without a session stay visible, and no other replica does this, ms
-- ARGV[2]  when to look at those whom Redis believes told and this replica does not, ms from now
-- ARGV[3]  '1' for the last part
-- ARGV[4]  JSON: [[user, status]], told to be there
-- ARGV[5]  JSON: [user], told to be offline
-- Returns  1 if this part was taken, 0 if another replica was first

if redis.call('EXISTS', ADOPTED) == 1 then
  return 0
end
for _, entry in ipairs(cjson.decode(ARGV[4])) do
  local user, status = entry[1], entry[2]
  redis.call('HSET', TOLD, user, status)
  redis.call('HSET', ONLINE, user, status)
  if redis.call('EXISTS', sessions_of(user)) == 0 then
    redis.call('ZADD', GRACE, now + tonumber(ARGV[1]), user)
    redis.call('HSET', LAST_SEEN, user, now)
  end
end
for _, user in ipairs(cjson.decode(ARGV[5])) do
  redis.call('HDEL', TOLD, user)
  mark(user, now + tonumber(ARGV[2]))
end
if ARGV[3] == '1' then
  redis.call('SET', ADOPTED, '1', 'PX', ARGV[1])
end
return 1
