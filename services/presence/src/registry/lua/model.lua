-- Code shared by all scripts: the keys, and the functions that several scripts use. The loader prepends this file to
-- each script.
--
-- KEYS[1]  root: the common prefix of all keys. Its hash tag keeps all keys in one slot, so a script may derive other
--          keys from the root, even on a Redis Cluster.
--
-- Invariant: `online` contains a user exactly while the user has a session or an entry in `grace`.
--
-- All times are in ms and come from the Redis clock, so the clocks of the replicas do not matter.

local root = KEYS[1]
local EPOCHS = root .. ':epochs' -- zset: epoch -> end of its lease
local ENDING = root .. ':ending' -- hash: ended epoch -> "<grace ms> <last seen ms>", until its sessions are cleared
local ONLINE = root .. ':online' -- hash: user -> status, for every visible user
local GRACE = root .. ':grace' -- zset: user -> time to go offline, for visible users without a session
local LAST_SEEN = root .. ':last-seen' -- hash: user -> time the last session closed
local PUBLISHED = root .. ':told' -- hash: user -> last published status; no entry means offline
local CHANGED = root .. ':changed' -- zset: user whose state may differ from the published one -> time to check
local CLAIMS = root .. ':claims' -- hash: claimed user -> name of the claim, plus "!" if the user changed again
local CLAIMED_AT = root .. ':claimed-at' -- string: time of the last claim, see claim-changes
local ATTEMPTS = root .. ':attempts' -- hash: user -> failed attempts to publish
local ROOMS = root .. ':rooms' -- hash: room -> number of epochs in which it is open
local PULSE = root .. ':pulse' -- hash: creation time of the data, and number of probes; see rolled_back
local RESTORED = root .. ':adopted' -- string: exists after a replica has restored the published statuses

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

local function closed_mark_of(epoch)
  return root .. ':closed:' .. epoch
end

-- Marks a user whose visible state may differ from the published one. If a replica is publishing the user's state now,
-- the user is checked again afterwards.
local function mark(user, at)
  local claim = redis.call('HGET', CLAIMS, user)
  if not claim then
    redis.call('ZADD', CHANGED, at, user)
  elseif string.sub(claim, -1) ~= '!' then
    redis.call('HSET', CLAIMS, user, claim .. '!')
  end
  marked = marked + 1
end

-- Whether Redis lost data that the calling process has seen: a wipe, an old snapshot, or a lagging replica that was
-- promoted. `seen` is the pulse that the process read last, as "<born>:<count>", or '' for a new process. After data
-- loss, the pulse in Redis has another creation time or a lower count.
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

-- Marks the user's oldest sessions beyond the limit for eviction. Each one stays marked in its own epoch until it is
-- closed.
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

-- Ends the epoch. The script clear-ended-epochs then clears its sessions in steps.
local function end_epoch(epoch, grace_ms, seen_at, remembered_ms)
  redis.call('ZREM', EPOCHS, epoch)
  redis.call('SET', closed_mark_of(epoch), '1', 'PX', remembered_ms)
  redis.call('HSET', ENDING, epoch, string.format('%d %d', grace_ms, seen_at))
end
