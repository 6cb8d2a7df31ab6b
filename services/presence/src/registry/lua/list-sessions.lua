-- Stores one part of a gateway's complete list of sessions and rooms until all parts have arrived. The last part
-- replaces all sessions and rooms of the epoch in one step.
--
-- KEYS[1]   root: the common prefix of all keys
-- ARGV[1]   epoch
-- ARGV[2]   revision of the gateway's state that the list describes
-- ARGV[3]   number of the part, from 0
-- ARGV[4]   '1' for the last part
-- ARGV[5]   the part, JSON: { sessions: [[socket, user]], rooms: [room] }
-- ARGV[6]   statistics of the gateway, JSON, stored unchanged
-- ARGV[7]   duration of the lease, ms
-- ARGV[8]   duration of the grace period, ms
-- ARGV[9]   maximum number of sockets per user
-- ARGV[10]  how long the parts are kept while others are missing, ms
-- Returns   { 'accepted' | 'closed' | 'out-of-order', number of users whose visible state may have changed }

local epoch, revision, part = ARGV[1], ARGV[2], tonumber(ARGV[3])
local staged, staged_rooms, staging =
  of_epoch(epoch, 'staged'), of_epoch(epoch, 'staged-rooms'), of_epoch(epoch, 'staging')
local sessions, rooms, info = of_epoch(epoch, 'sessions'), of_epoch(epoch, 'rooms'), of_epoch(epoch, 'info')
if redis.call('EXISTS', closed_mark_of(epoch)) == 1 then
  redis.call('DEL', staged, staged_rooms, staging)
  return { 'closed', 0 }
end

if part == 0 then
  redis.call('DEL', staged, staged_rooms, staging)
elseif redis.call('HGET', staging, 'revision') ~= revision then
  -- The gateway may repeat the last part if it did not receive the reply.
  local repeated = redis.call('HGET', info, 'listed') == revision .. ':' .. ARGV[3]
  return { repeated and 'accepted' or 'out-of-order', 0 }
elseif part > tonumber(redis.call('HGET', staging, 'part')) + 1 then
  return { 'out-of-order', 0 }
end

local listing = cjson.decode(ARGV[5])
for _, session in ipairs(listing.sessions) do
  redis.call('HSET', staged, session[1], session[2])
end
for _, room in ipairs(listing.rooms) do
  redis.call('SADD', staged_rooms, room)
end
redis.call('HSET', staging, 'revision', revision, 'part', part)
for _, key in ipairs({ staged, staged_rooms, staging }) do
  redis.call('PEXPIRE', key, ARGV[10])
end
-- Renew the lease with every part, so that the epoch does not end while the gateway sends a long list.
if redis.call('ZSCORE', EPOCHS, epoch) then
  renew_lease(epoch, tonumber(ARGV[7]), ARGV[6])
end
if ARGV[4] ~= '1' then
  return { 'accepted', 0 }
end

local listed = redis.call('HGETALL', staged)
for i = 1, #listed, 2 do
  local user = redis.call('HGET', sessions, listed[i])
  if user and user ~= listed[i + 1] then
    close_session(epoch, listed[i], tonumber(ARGV[8]), now)
  end
  open_session(epoch, listed[i], listed[i + 1])
end
for _, socket in ipairs(redis.call('HKEYS', sessions)) do
  if redis.call('HEXISTS', staged, socket) == 0 then
    close_session(epoch, socket, tonumber(ARGV[8]), now)
  end
end
local users = {}
for i = 2, #listed, 2 do
  users[listed[i]] = true
end
for user in pairs(users) do
  enforce_limit(user, tonumber(ARGV[9]))
end
for _, room in ipairs(redis.call('SDIFF', rooms, staged_rooms)) do
  close_room(epoch, room)
end
for _, room in ipairs(redis.call('SDIFF', staged_rooms, rooms)) do
  open_room(epoch, room)
end
redis.call('DEL', staged, staged_rooms, staging)
renew_lease(epoch, tonumber(ARGV[7]), ARGV[6])
redis.call('HSET', info, 'revision', revision, 'listed', revision .. ':' .. ARGV[3])
return { 'accepted', marked }
