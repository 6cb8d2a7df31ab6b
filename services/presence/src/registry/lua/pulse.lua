-- Proves that Redis takes writes, and counts. A count that is not above the last one seen betrays lost memory.
--
-- KEYS[1]  root
-- Returns  { count, Redis' time in ms, 1 if nothing at all is registered }

local nothing = redis.call('EXISTS', EPOCHS, ENDING, ONLINE, TOLD) == 0 and 1 or 0
return { redis.call('INCR', PULSE), now, nothing }
