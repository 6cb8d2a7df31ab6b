-- Renews the lease of a gateway's address, and removes the addresses whose leases have ended.
--
-- KEYS[1]  the sorted set
-- ARGV[1]  the address, as text
-- ARGV[2]  duration of the lease, ms; 0 removes the address
-- Returns  the addresses of all running gateways

local now = read_time()
for _, ended in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], ended)
end
if tonumber(ARGV[2]) > 0 then
  redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')
