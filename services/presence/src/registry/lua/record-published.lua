-- Records claimed changes as published. Users whose state has changed again since the claim are checked again
-- immediately. Ignores changes that have been claimed again since the claim expired.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  name of the claim
-- ARGV[2…] for each user: user, published status ('' for offline)
-- Returns  number of users whose state has changed again

for i = 2, #ARGV, 2 do
  local user, status = ARGV[i], ARGV[i + 1]
  local claim = redis.call('HGET', CLAIMS, user)
  if claim == ARGV[1] or claim == ARGV[1] .. '!' then
    if status == '' then
      redis.call('HDEL', PUBLISHED, user)
    else
      redis.call('HSET', PUBLISHED, user, status)
    end
    redis.call('HDEL', CLAIMS, user)
    redis.call('HDEL', ATTEMPTS, user)
    redis.call('ZREM', CHANGED, user)
    if claim ~= ARGV[1] then
      mark(user, now)
    end
  end
end
return marked
