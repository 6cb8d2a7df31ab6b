-- Removes a participant, unless another connection has taken over the place.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  meeting
-- ARGV[2]  id of the participant
-- ARGV[3]  holder: the connection that leaves
-- Returns  { 1 if the participant was removed, otherwise 0; 1 if the meeting is empty, otherwise 0 }

local meeting, participant = ARGV[1], ARGV[2]
local record = read_participant(meeting, participant)
local removed = 0
if record and record.holder == ARGV[3] then
  remove_participant(meeting, participant)
  raise_version(meeting)
  removed = 1
end
return { removed, redis.call('EXISTS', roster_of(meeting)) == 0 and 1 or 0 }
