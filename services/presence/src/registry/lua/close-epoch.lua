-- Ends the epoch of a gateway that is shutting down. Its users get the usual grace period. Idempotent.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  epoch
-- ARGV[2]  duration of the grace period, ms
-- ARGV[3]  how long the epoch is remembered as closed, ms
-- Returns  1

if redis.call('EXISTS', closed_mark_of(ARGV[1])) == 0 then
  end_epoch(ARGV[1], tonumber(ARGV[2]), now, ARGV[3])
end
return 1
