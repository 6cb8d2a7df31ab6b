-- Ends epochs whose lease has expired. Their users get no grace period. A lock ensures that only one replica at a time
-- ends leases.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  name of this replica
-- ARGV[2]  how long the lock lasts unless it is renewed, ms
-- ARGV[3]  Redis time of this replica's last successful probe, ms
-- ARGV[4]  maximum age of that probe, ms: a script that waited in a frozen Redis must not end leases
-- ARGV[5]  the last pulse of this replica
-- ARGV[6]  how long an epoch is remembered as closed, ms
-- Returns  { 'reaped', ended epoch, … }, { 'late' } if the probe is too old, { 'rolled-back' } if Redis has lost data,
--          or { 'locked' } if another replica holds the lock

if rolled_back(ARGV[5]) then
  return { 'rolled-back' }
end
if now - tonumber(ARGV[3]) > tonumber(ARGV[4]) then
  return { 'late' }
end
local lock = root .. ':reaper'
local holder = redis.call('GET', lock)
if holder and holder ~= ARGV[1] then
  return { 'locked' }
end
redis.call('SET', lock, ARGV[1], 'PX', ARGV[2])

local result = { 'reaped' }
for _, epoch in ipairs(redis.call('ZRANGEBYSCORE', EPOCHS, '-inf', now)) do
  local seen_at = redis.call('HGET', of_epoch(epoch, 'info'), 'beat-at') or now
  end_epoch(epoch, 0, tonumber(seen_at), ARGV[6])
  result[#result + 1] = epoch
end
return result
