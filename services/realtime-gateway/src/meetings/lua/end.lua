-- Removes all participants of a meeting that has ended, and blocks joins that were authorized before it ended.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  meeting
-- ARGV[2]  how long joins are refused, ms
-- Returns  the number of removed participants

local meeting = ARGV[1]
local participants = redis.call('HKEYS', roster_of(meeting))
for _, participant in ipairs(participants) do
  remove_participant(meeting, participant)
end
redis.call('DEL', version_of(meeting))
redis.call('SET', ended_mark_of(meeting), '1', 'PX', ARGV[2])
return #participants
