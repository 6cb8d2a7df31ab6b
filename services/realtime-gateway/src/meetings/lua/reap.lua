-- Removes participants whose lease has ended. Any gateway may run this script. If no gateway has run it for some time,
-- for example because Redis was frozen, no lease ends for a while, so that the gateways have time to renew their
-- leases.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  maximum time between two runs, ms; after a longer time, the reaper counts as interrupted
-- ARGV[2]  how long no lease ends after an interruption, ms
-- ARGV[3]  maximum number of participants to remove
-- Returns  { meeting, 1 if the meeting is empty, otherwise 0; … } for each meeting that lost a participant

local reaped_at = tonumber(redis.call('GET', REAPED_AT) or '0')
redis.call('SET', REAPED_AT, string.format('%.0f', now))
if now - reaped_at > tonumber(ARGV[1]) then
  redis.call('SET', REAP_AFTER, string.format('%.0f', now + tonumber(ARGV[2])))
end
if now < tonumber(redis.call('GET', REAP_AFTER) or '0') then
  return {}
end
local meetings = {}
for _, lease in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local meeting, participant = string.match(lease, '^(%S+) (%S+)$')
  remove_participant(meeting, participant)
  meetings[meeting] = true
end
local result = {}
for meeting in pairs(meetings) do
  raise_version(meeting)
  result[#result + 1] = meeting
  result[#result + 1] = redis.call('EXISTS', roster_of(meeting)) == 0 and 1 or 0
end
return result
