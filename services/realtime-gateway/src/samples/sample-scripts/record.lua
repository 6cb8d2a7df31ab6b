-- Appends a sample of a gateway, and removes samples and gateways that are too old.
--
-- KEYS[1]  the sorted set of gateways, whose key begins the keys of the lists
-- ARGV[1]  the gateway
-- ARGV[2]  the sample, as JSON
-- ARGV[3]  maximum number of samples in the list
-- ARGV[4]  how long samples are kept, ms

local now = read_time()
local list = KEYS[1] .. ':' .. ARGV[1]
redis.call('RPUSH', list, string.format('%d %s', now, ARGV[2]))
redis.call('LTRIM', list, -tonumber(ARGV[3]), -1)
redis.call('PEXPIRE', list, ARGV[4])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[4]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
