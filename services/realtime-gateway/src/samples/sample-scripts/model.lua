-- The samples of a gateway are a list, oldest first: the time in Unix ms of Redis, a space, and JSON. The gateways with
-- samples are the members of one sorted set. The score of a gateway is the time of its last sample.

-- Returns the time of Redis, in Unix ms.
local function read_time()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
