-- Proves that Redis takes writes, and counts, so that a Redis that lost its memory is noticed.
--
-- KEYS[1]  root
-- ARGV[1]  the pulse this replica saw last, '' if none
-- Returns  { pulse, Redis' time in ms, 1 if nothing at all is registered, 1 if Redis lost its memory }

local nothing = redis.call('EXISTS', EPOCHS, ENDING, ONLINE, TOLD) == 0 and 1 or 0
redis.call('HSETNX', PULSE, 'born', string.format('%.0f', opening_order))
redis.call('HSETNX', PULSE, 'count', 0)
-- Before counting: a memory that lacks only the last count would otherwise look whole.
local lost = rolled_back(ARGV[1]) and 1 or 0
local count = redis.call('HINCRBY', PULSE, 'count', 1)
return { redis.call('HGET', PULSE, 'born') .. ':' .. count, now, nothing, lost }
