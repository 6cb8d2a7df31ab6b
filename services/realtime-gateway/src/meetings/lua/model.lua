-- Code that all scripts share: the keys, and the functions that several scripts use. The script runner inserts this
-- file at the beginning of each script.
--
-- KEYS[1]  root: the common prefix of all keys. Its hash tag keeps all keys in one slot, so a script may use any key
--          with this prefix, even on a Redis Cluster.
--
-- A participant is a JSON object: participantId, userId, userName, audio, video, isSharing, holder (the connection that
-- renews the lease), and joinedAt (the version at which the participant joined).
--
-- All times are in ms and come from the Redis clock, so the clocks of the gateways do not matter.

local root = KEYS[1]
-- Sorted set: "<meeting> <participant>" of each participant, by the time when the lease ends.
local LEASES = root .. ':leases'
-- String: the time of the last run of the reaper on any gateway.
local REAPED_AT = root .. ':reaped-at'
-- String: the time until which no lease may end, because the reaper was interrupted.
local REAP_AFTER = root .. ':reap-after'

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- Hash: each participant of the meeting as JSON, by id.
local function roster_of(meeting)
  return root .. ':roster:' .. meeting
end

-- String: the version of the meeting's roster.
local function version_of(meeting)
  return root .. ':version:' .. meeting
end

-- String: exists for a while after the meeting has ended.
local function ended_mark_of(meeting)
  return root .. ':ended:' .. meeting
end

local function has_ended(meeting)
  return redis.call('EXISTS', ended_mark_of(meeting)) == 1
end

local function read_version(meeting)
  return redis.call('GET', version_of(meeting)) or '0'
end

-- Increases the version of a roster. A version is at least the current time, so versions keep increasing even if Redis
-- loses its data. The version is kept for a day, because a gateway may still use the roster of an empty meeting.
local function raise_version(meeting, at_least)
  local version = math.max(now, tonumber(read_version(meeting)) + 1, at_least or 0)
  local text = string.format('%.0f', version)
  redis.call('SET', version_of(meeting), text, 'PX', 86400000)
  return text
end

local function read_participant(meeting, participant)
  local json = redis.call('HGET', roster_of(meeting), participant)
  return json and cjson.decode(json) or nil
end

local function write_participant(meeting, record)
  redis.call('HSET', roster_of(meeting), record.participantId, cjson.encode(record))
end

local function renew_lease(meeting, participant, lease_ms)
  redis.call('ZADD', LEASES, now + lease_ms, meeting .. ' ' .. participant)
end

local function remove_participant(meeting, participant)
  redis.call('HDEL', roster_of(meeting), participant)
  redis.call('ZREM', LEASES, meeting .. ' ' .. participant)
end
