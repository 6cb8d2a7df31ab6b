-- Redis lost its memory: gives back what was last told, from a replica's own. Those people stay visible until
-- the gateways had time to list their sockets. The last part lets telling and reaping go on; of two replicas the
-- first to finish is enough.
--
-- KEYS[1]  root
-- ARGV[1]  highest pulse this replica saw
-- ARGV[2]  how long people without a session stay visible, ms
-- ARGV[3]  when to look at those whom Redis believes told and this replica does not, ms from now
-- ARGV[4]  '1' for the last part
-- ARGV[5]  JSON: [[user, status]], told to be there
-- ARGV[6]  JSON: [user], told to be offline
-- Returns  1 if this part was taken, 0 if another replica was first

-- Far above what any replica saw, so that none takes the jump for another loss, and none repeats this.
local ADOPTED = 1000
local seen_pulse = tonumber(ARGV[1])
if tonumber(redis.call('GET', PULSE) or '0') >= seen_pulse + ADOPTED / 2 then
  return 0
end
for _, entry in ipairs(cjson.decode(ARGV[5])) do
  local user, status = entry[1], entry[2]
  redis.call('HSET', TOLD, user, status)
  redis.call('HSET', ONLINE, user, status)
  if redis.call('EXISTS', sessions_of(user)) == 0 then
    redis.call('ZADD', GRACE, now + tonumber(ARGV[2]), user)
    redis.call('HSET', LAST_SEEN, user, now)
  end
end
for _, user in ipairs(cjson.decode(ARGV[6])) do
  redis.call('HDEL', TOLD, user)
  mark(user, now + tonumber(ARGV[3]))
end
if ARGV[4] == '1' then
  redis.call('SET', PULSE, seen_pulse + ADOPTED)
end
return 1
