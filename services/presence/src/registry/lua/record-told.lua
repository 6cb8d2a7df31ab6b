-- These were told. Who changed meanwhile is looked at again at once. A claim that was lost records nothing.
--
-- KEYS[1]  root
-- ARGV[1]  the claim's name
-- ARGV[2…] user, status told ('' = offline), …
-- Returns  users to look at again

for i = 2, #ARGV, 2 do
  local user, status = ARGV[i], ARGV[i + 1]
  local claim = redis.call('HGET', CLAIMS, user)
  if claim == ARGV[1] or claim == ARGV[1] .. '!' then
    if status == '' then
      redis.call('HDEL', TOLD, user)
    else
      redis.call('HSET', TOLD, user, status)
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
