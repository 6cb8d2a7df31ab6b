-- Renews the leases of a gateway's participants in one meeting. Adds missing participants again: Redis may have lost
-- its data, or the gateway may have been frozen for longer than a lease.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  meeting
-- ARGV[2]  the version of the roster that the gateway knows
-- ARGV[3]  maximum number of participants
-- ARGV[4]  duration of the lease, ms
-- ARGV[5]… the gateway's participants, each as JSON
-- Returns  { version, then for each participant: 'held', 'taken-over' if another connection has the place,
--            'full' if the place was lost and no other is free, or 'ended' }

local meeting = ARGV[1]
local outcomes = {}
local changed = false
for n = 5, #ARGV do
  local own = cjson.decode(ARGV[n])
  local known = read_participant(meeting, own.participantId)
  local outcome = 'held'
  if has_ended(meeting) then
    outcome = 'ended'
  elseif known and known.holder ~= own.holder then
    outcome = 'taken-over'
  elseif not known then
    if redis.call('HLEN', roster_of(meeting)) >= tonumber(ARGV[3]) then
      outcome = 'full'
    else
      write_participant(meeting, own)
      changed = true
    end
  end
  if outcome == 'held' then
    renew_lease(meeting, own.participantId, tonumber(ARGV[4]))
  end
  outcomes[#outcomes + 1] = outcome
end
-- If the gateway knows a higher version, Redis has restored an old snapshot. Exceed the gateway's version, because
-- gateways ignore rosters that are not newer than their own.
if changed or tonumber(read_version(meeting)) < tonumber(ARGV[2]) then
  raise_version(meeting, tonumber(ARGV[2]) + 1)
end
return { read_version(meeting), unpack(outcomes) }
