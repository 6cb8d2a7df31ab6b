-- Reads the number of users and open rooms, and the statistics in the last heartbeat of each gateway. Cost:
-- O(gateways).
--
-- KEYS[1]  root: the common prefix of all keys
-- Returns  { Redis time in ms, number of users with a session, number of rooms open on any gateway,
--            then for each gateway: epoch, statistics (JSON), time of the last heartbeat in ms, number of sessions }

local result = {
  now,
  redis.call('HLEN', ONLINE) - redis.call('ZCARD', GRACE),
  redis.call('HLEN', ROOMS),
}
for _, epoch in ipairs(redis.call('ZRANGE', EPOCHS, 0, -1)) do
  local info = redis.call('HMGET', of_epoch(epoch, 'info'), 'totals', 'beat-at')
  result[#result + 1] = epoch
  result[#result + 1] = info[1]
  result[#result + 1] = info[2]
  result[#result + 1] = redis.call('HLEN', of_epoch(epoch, 'sessions'))
end
return result
