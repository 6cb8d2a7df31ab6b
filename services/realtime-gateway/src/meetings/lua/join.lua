-- Adds a participant to a meeting, or gives a former place to a new connection of the same user. Redis runs scripts one
-- after another. If two connections compete for the last free place, the first one gets it. If two connections claim
-- the same former place, the last one keeps it.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  meeting
-- ARGV[2]  the new participant, JSON; its id is used unless a former place is taken over
-- ARGV[3]  id of the former place; '' if there is none
-- ARGV[4]  maximum number of participants
-- ARGV[5]  duration of the lease, ms
-- ARGV[6]  1 if the new participant's media state replaces the state of the former place, otherwise 0
-- Returns  { 'joined', id of the participant, version, participant as JSON, … },
--          { 'full' }, { 'ended' }, or { 'foreign' } if the former place belongs to another user

local meeting, former = ARGV[1], ARGV[3]
if has_ended(meeting) then
  return { 'ended' }
end
local record = cjson.decode(ARGV[2])
local known = former ~= '' and read_participant(meeting, former) or nil
if known then
  if known.userId ~= record.userId then
    return { 'foreign' }
  end
  if ARGV[6] == '1' then
    known.audio, known.video = record.audio, record.video
  end
  known.holder = record.holder
  record = known
else
  if redis.call('HLEN', roster_of(meeting)) >= tonumber(ARGV[4]) then
    return { 'full' }
  end
end
-- The version also increases when a place is taken over, so that the gateway of the former connection notices it.
local version = raise_version(meeting)
record.joinedAt = record.joinedAt or version
write_participant(meeting, record)
renew_lease(meeting, record.participantId, tonumber(ARGV[5]))
local result = { 'joined', record.participantId, version }
for _, json in ipairs(redis.call('HVALS', roster_of(meeting))) do
  result[#result + 1] = json
end
return result
