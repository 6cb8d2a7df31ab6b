-- Claims users whose visible state differs from the published state. No other replica publishes a claimed user, so
-- notices about a user stay in order. A claim ends when it expires, or when record-published or postpone is called.
-- After a claim has expired, the user's state is published again even if it was reverted, because the replica that held
-- the claim may have published the change.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  unique name of this claim
-- ARGV[2]  duration of the claim, ms
-- ARGV[3]  maximum number of users
-- ARGV[4]  the last pulse of this replica
-- ARGV[5]  minimum time between two claims of a user's changes, ms
-- Returns  { 'claimed' | 'rolled-back', time of the claim in ms, 1 if there may be more changes,
--            then for each user: user, status ('' for offline), last seen in ms ('' for never), failed attempts }

if rolled_back(ARGV[4]) then
  return { 'rolled-back', now, 0 }
end
-- Increase the claim time with every claim, even if a failover moves the Redis clock back. Clients order the notices
-- about a user by claim time.
local claimed_at = math.max(now, tonumber(redis.call('GET', CLAIMED_AT) or 0) + 1)
local due = redis.call('ZRANGEBYSCORE', CHANGED, '-inf', now, 'LIMIT', 0, ARGV[3])
local result = { 'claimed', claimed_at, #due == tonumber(ARGV[3]) and 1 or 0 }
for _, user in ipairs(due) do
  local visible = redis.call('HGET', ONLINE, user) or ''
  local may_be_published = redis.call('HEXISTS', CLAIMS, user) == 1
  if visible == (redis.call('HGET', PUBLISHED, user) or '') and not may_be_published then
    redis.call('ZREM', CHANGED, user)
    redis.call('HDEL', ATTEMPTS, user)
  else
    redis.call('ZADD', CHANGED, now + tonumber(ARGV[2]), user)
    redis.call('HSET', CLAIMS, user, ARGV[1])
    if tonumber(ARGV[5]) > 0 then
      redis.call('SET', pause_of(user), string.format('%.0f', now + tonumber(ARGV[5])), 'PX', ARGV[5])
    end
    result[#result + 1] = user
    result[#result + 1] = visible
    result[#result + 1] = redis.call('HGET', LAST_SEEN, user) or ''
    result[#result + 1] = redis.call('HGET', ATTEMPTS, user) or '0'
  end
end
if #result > 3 then
  redis.call('SET', CLAIMED_AT, string.format('%.0f', claimed_at))
end
return result
