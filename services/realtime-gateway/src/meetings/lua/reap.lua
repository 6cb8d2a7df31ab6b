-- Removes participants whose lease has ended. Any gateway may run this script. After an interruption, in which no
-- gateway ran it, no lease ends for a while. Redis may have been frozen, and the gateways first need time to renew their
-- leases.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  time without a run after which the reaper counts as interrupted, ms
-- ARGV[2]  how long no lease ends after an interruption, ms
-- ARGV[3]  maximum number of participants to remove
-- Returns  for each meeting with a removed participant: meeting, 1 if the meeting is empty, otherwise 0

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
