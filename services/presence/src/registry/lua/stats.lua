-- What is registered now. Cost: O(gateways).
--
-- KEYS[1]  root
-- Returns  { Redis' time in ms, users with a session, rooms open anywhere,
--            epoch, its totals (JSON), its last beat in ms, its sessions, … }

local answer = {
  now,
  redis.call('HLEN', ONLINE) - redis.call('ZCARD', GRACE),
  redis.call('HLEN', ROOMS),
}
for _, epoch in ipairs(redis.call('ZRANGE', EPOCHS, 0, -1)) do
  local info = redis.call('HMGET', of_epoch(epoch, 'info'), 'totals', 'beat-at')
  answer[#answer + 1] = epoch
  answer[#answer + 1] = info[1]
  answer[#answer + 1] = info[2]
  answer[#answer + 1] = redis.call('HLEN', of_epoch(epoch, 'sessions'))
end
return answer
