-- Claims users whose visible state differs from what was told. A claim ends by record-told, by postpone, or by
-- itself: then somebody else tells, perhaps again, and also what was changed back meanwhile, since nobody knows
-- whether the one that ended had told. While claimed, nobody else tells of this user (order).
--
-- KEYS[1]  root
-- ARGV[1]  the claim's name, used once
-- ARGV[2]  how long it lasts, ms
-- ARGV[3]  most users
-- ARGV[4]  the pulse this replica saw last
-- Returns  { 'taken' | 'rolled-back', Redis' time in ms, 1 if more may wait,
--            user, status ('' = offline), last seen ms ('' = never), failed attempts, … }

if rolled_back(ARGV[4]) then
  return { 'rolled-back', now, 0 }
end
local due = redis.call('ZRANGEBYSCORE', CHANGED, '-inf', now, 'LIMIT', 0, ARGV[3])
local answer = { 'taken', now, #due == tonumber(ARGV[3]) and 1 or 0 }
for _, user in ipairs(due) do
  local visible = redis.call('HGET', ONLINE, user) or ''
  local perhaps_told = redis.call('HEXISTS', CLAIMS, user) == 1
  if visible == (redis.call('HGET', TOLD, user) or '') and not perhaps_told then
    redis.call('ZREM', CHANGED, user)
    redis.call('HDEL', ATTEMPTS, user)
  else
    redis.call('ZADD', CHANGED, now + tonumber(ARGV[2]), user)
    redis.call('HSET', CLAIMS, user, ARGV[1])
    answer[#answer + 1] = user
    answer[#answer + 1] = visible
    answer[#answer + 1] = redis.call('HGET', LAST_SEEN, user) or ''
    answer[#answer + 1] = redis.call('HGET', ATTEMPTS, user) or '0'
  end
end
return answer
