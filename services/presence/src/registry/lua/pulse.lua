-- Checks that Redis accepts writes and has not lost data. Each call increases the number of probes, so that a lower
-- number reveals lost data.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  the last pulse of this replica; '' if it has none
-- Returns  { pulse, Redis time in ms, 1 if the registry is empty, 1 if Redis lost data }

local nothing = redis.call('EXISTS', EPOCHS, ENDING, ONLINE, PUBLISHED) == 0 and 1 or 0
redis.call('HSETNX', PULSE, 'born', string.format('%.0f', opening_order))
redis.call('HSETNX', PULSE, 'count', 0)
-- Compare the caller's last pulse with Redis before increasing the number of probes. Otherwise, the loss of only the
-- last increase would go unnoticed.
local lost = rolled_back(ARGV[1]) and 1 or 0
local count = redis.call('HINCRBY', PULSE, 'count', 1)
return { redis.call('HGET', PULSE, 'born') .. ':' .. count, now, nothing, lost }
