-- Deletes a limited number of sessions and rooms of an ended epoch, so that Redis is not blocked for long.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  approximate number of sessions to delete, and maximum number of rooms
-- Returns  1 if sessions, rooms, or ended epochs remain, otherwise 0

local ended = redis.call('HGETALL', ENDING)
if #ended == 0 then
  return 0
end
local epoch = ended[1]
local grace_ms, seen_at = string.match(ended[2], '^(%d+) (%d+)$')
local sessions, rooms = of_epoch(epoch, 'sessions'), of_epoch(epoch, 'rooms')

-- Continue the scan where the previous run stopped. A scan from cursor 0 would first pass over all the entries that
-- earlier runs have deleted.
local cursor = redis.call('HGET', of_epoch(epoch, 'info'), 'clearing') or '0'
local scanned = redis.call('HSCAN', sessions, cursor, 'COUNT', ARGV[1])
for i = 1, #scanned[2], 2 do
  close_session(epoch, scanned[2][i], tonumber(grace_ms), seen_at)
end
redis.call('HSET', of_epoch(epoch, 'info'), 'clearing', scanned[1])
for _, room in ipairs(redis.call('SPOP', rooms, ARGV[1])) do
  release_room(room)
end
if redis.call('EXISTS', sessions, rooms) > 0 then
  return 1
end
for _, part in ipairs({ 'info', 'evict', 'staged', 'staged-rooms', 'staging' }) do
  redis.call('DEL', of_epoch(epoch, part))
end
redis.call('HDEL', ENDING, epoch)
return #ended > 2 and 1 or 0
