-- The addresses of all running gateways are the members of one sorted set. The score of an address is the time at which
-- its lease ends, in Unix ms of Redis.

-- Returns the time of Redis, in Unix ms.
local function read_time()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
