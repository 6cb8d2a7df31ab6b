-- Code that all scripts share: the keys, and the functions that several scripts use. The script runner inserts this
-- file at the beginning of each script.
--
-- KEYS[1]  root: the common prefix of all keys. Its hash tag keeps all keys in one slot, so a script may use any key
--          with this prefix, even on a Redis Cluster.
--
-- Invariant: `online` contains a user if and only if the user has a session or an entry in `grace`.
--
-- All times are in ms and come from the Redis clock, so the clocks of the replicas do not matter.

local root = KEYS[1]
-- Sorted set: each live epoch, by the time when its lease ends.
local EPOCHS = root .. ':epochs'
-- Hash: for each ended epoch, "<grace period> <last-seen time>" for its users, until its sessions are deleted.
local ENDING = root .. ':ending'
-- Hash: for each visible user (online or in the grace period), the status.
local ONLINE = root .. ':online'
-- Sorted set: each visible user without a session, by the time when the user's grace period ends.
local GRACE = root .. ':grace'
-- Hash: for each user, the time when the user's last session closed.
local LAST_SEEN = root .. ':last-seen'
-- Hash: for each user, the last published status. A user without an entry was last published as offline.
local PUBLISHED = root .. ':told'
-- Sorted set: users with a scheduled check of whether their status must be published, by the time of the check.
local CHANGED = root .. ':changed'
-- Hash: for each claimed user, the name of the claim, with "!" appended if the user's state changed after the claim.
local CLAIMS = root .. ':claims'
-- String: the time of the last claim.
local CLAIMED_AT = root .. ':claimed-at'
-- Hash: for each user, the number of failed attempts to publish the status.
local ATTEMPTS = root .. ':attempts'
-- Hash: for each chat room, the number of epochs in which the room is open.
local ROOMS = root .. ':rooms'
-- Hash: the creation time of the data in Redis, and the number of probes. If the time changes or the number decreases,
-- Redis has lost data.
local PULSE = root .. ':pulse'
-- String: exists for a while after a replica has restored the published statuses.
local RESTORED = root .. ':adopted'

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local opening_order = tonumber(time[1]) * 1000000 + tonumber(time[2])
local marked = 0

local function of_epoch(epoch, part)
  return root .. ':epoch:' .. epoch .. ':' .. part
end

local function sessions_of(user)
  return root .. ':user:' .. user
end

local function pending_status_of(user)
  return root .. ':pending:' .. user
end

-- String: the time until which no further change of the user's state may be published. The key expires at that time.
local function pause_of(user)
  return root .. ':pause:' .. user
end

local function closed_mark_of(epoch)
  return root .. ':closed:' .. epoch
end

-- Schedules a check of whether the user's visible state must be published. The check runs at the time `at`, or when the
-- pause after the last published change ends, whichever is later. If a replica is publishing the user's state at the
-- moment, the check runs after that replica has finished.
local function mark(user, at)
  local claim = redis.call('HGET', CLAIMS, user)
  if not claim then
    local paused_until = tonumber(redis.call('GET', pause_of(user)) or 0)
    redis.call('ZADD', CHANGED, math.max(at, paused_until), user)
  elseif string.sub(claim, -1) ~= '!' then
    redis.call('HSET', CLAIMS, user, claim .. '!')
  end
  marked = marked + 1
end

-- Returns whether Redis has lost data since the caller read the pulse `seen`, which is "<born>:<count>", or '' for a
-- new process. Data is lost if Redis is wiped, loads an old snapshot, or promotes a lagging replica. The pulse then has
-- another creation time or a lower count.
local function rolled_back(seen)
  local born, count = string.match(seen, '^(%d+):(%d+)$')
  if not born then
    return false
  end
  local pulse = redis.call('HMGET', PULSE, 'born', 'count')
  return pulse[1] ~= born or tonumber(pulse[2]) < tonumber(count)
end

local function open_session(epoch, socket, user)
  if redis.call('HSETNX', of_epoch(epoch, 'sessions'), socket, user) == 0 then
    return
  end
  opening_order = opening_order + 1
  redis.call('ZADD', sessions_of(user), opening_order, epoch .. ' ' .. socket)
  redis.call('ZREM', GRACE, user)
  if redis.call('HEXISTS', ONLINE, user) == 0 then
    redis.call('HSET', ONLINE, user, redis.call('GETDEL', pending_status_of(user)) or 'online')
    mark(user, now)
  end
end

local function close_session(epoch, socket, grace_ms, seen_at)
  local user = redis.call('HGET', of_epoch(epoch, 'sessions'), socket)
  if not user then
    return
  end
  redis.call('HDEL', of_epoch(epoch, 'sessions'), socket)
  redis.call('SREM', of_epoch(epoch, 'evict'), socket)
  redis.call('ZREM', sessions_of(user), epoch .. ' ' .. socket)
  if redis.call('EXISTS', sessions_of(user)) == 0 then
    redis.call('ZADD', GRACE, now + grace_ms, user)
    redis.call('HSET', LAST_SEEN, user, seen_at)
  end
end

-- Marks the user's oldest sessions for eviction until no more than `limit` sessions remain unmarked. A session stays
-- marked until it is closed.
local function enforce_limit(user, limit)
  local excess = redis.call('ZCARD', sessions_of(user)) - limit
  if excess <= 0 then
    return
  end
  for _, session in ipairs(redis.call('ZRANGE', sessions_of(user), 0, excess - 1)) do
    local epoch, socket = string.match(session, '^(%S+) (.+)$')
    redis.call('SADD', of_epoch(epoch, 'evict'), socket)
  end
end

local function open_room(epoch, room)
  if redis.call('SADD', of_epoch(epoch, 'rooms'), room) == 1 then
    redis.call('HINCRBY', ROOMS, room, 1)
  end
end

local function release_room(room)
  if redis.call('HINCRBY', ROOMS, room, -1) <= 0 then
    redis.call('HDEL', ROOMS, room)
  end
end

local function close_room(epoch, room)
  if redis.call('SREM', of_epoch(epoch, 'rooms'), room) == 1 then
    release_room(room)
  end
end

local function renew_lease(epoch, lease_ms, totals)
  redis.call('ZADD', EPOCHS, now + lease_ms, epoch)
  redis.call('HSET', of_epoch(epoch, 'info'), 'totals', totals, 'beat-at', now)
end

-- Ends an epoch. The script clear-ended-epochs deletes the epoch's sessions later.
local function end_epoch(epoch, grace_ms, seen_at, remembered_ms)
  redis.call('ZREM', EPOCHS, epoch)
  redis.call('SET', closed_mark_of(epoch), '1', 'PX', remembered_ms)
  redis.call('HSET', ENDING, epoch, string.format('%d %d', grace_ms, seen_at))
end
