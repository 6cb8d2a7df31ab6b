-- Checks that Redis accepts writes, and counts the probes, so that lost data can be detected.
--
-- KEYS[1]  root
-- ARGV[1]  the last pulse of this replica; '' if it has none
-- Returns  { pulse, Redis time in ms, 1 if the registry is empty, 1 if Redis lost data }

local nothing = redis.call('EXISTS', EPOCHS, ENDING, ONLINE, PUBLISHED) == 0 and 1 or 0
redis.call('HSETNX', PULSE, 'born', string.format('%.0f', opening_order))
redis.call('HSETNX', PULSE, 'count', 0)
-- Compare the pulse before counting this probe. Otherwise data that lacks only the last count would look complete.
local lost = rolled_back(ARGV[1]) and 1 or 0
local count = redis.call('HINCRBY', PULSE, 'count', 1)
return { redis.call('HGET', PULSE, 'born') .. ':' .. count, now, nothing, lost }
