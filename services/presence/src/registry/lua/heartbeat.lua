-- Processes a heartbeat: renews the lease of the gateway's epoch, and applies the changes to its sessions and rooms.
-- Cost: O(changes).
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  epoch
-- ARGV[2]  revision of the heartbeat, which the gateway increases by 1 with each heartbeat that contains changes
-- ARGV[3]  changes, JSON: { opened: [[socket, user]], closed: [socket], roomsOpened: [room], roomsClosed: [room] }
-- ARGV[4]  statistics of the gateway, JSON, stored unchanged
-- ARGV[5]  number of the gateway's sockets after the changes
-- ARGV[6]  number of the gateway's rooms after the changes
-- ARGV[7]  duration of the lease, ms
-- ARGV[8]  duration of the grace period, ms
-- ARGV[9]  maximum number of sockets per user
-- Returns  { 'accepted' | 'resync' | 'closed', { socket to evict, … },
--            number of users whose visible state may have changed }

local epoch, revision = ARGV[1], tonumber(ARGV[2])
if redis.call('EXISTS', closed_mark_of(epoch)) == 1 then
  return { 'closed', {}, 0 }
end
if not redis.call('ZSCORE', EPOCHS, epoch) then
  return { 'resync', {}, 0 }
end
renew_lease(epoch, tonumber(ARGV[7]), ARGV[4])

-- A gateway repeats a revision if it did not receive the reply. The repeated heartbeat may contain additional changes.
-- Applying a change twice is safe.
local known = tonumber(redis.call('HGET', of_epoch(epoch, 'info'), 'revision'))
local evict = of_epoch(epoch, 'evict')
if revision ~= known and revision ~= known + 1 then
  return { 'resync', redis.call('SMEMBERS', evict), 0 }
end
redis.call('HSET', of_epoch(epoch, 'info'), 'revision', revision)

local changes = cjson.decode(ARGV[3])
local users = {}
-- Open sessions before closing any. A user who switches to another socket then stays online, and a socket that was
-- opened and closed ends up closed.
for _, session in ipairs(changes.opened) do
  open_session(epoch, session[1], session[2])
  users[session[2]] = true
end
for _, socket in ipairs(changes.closed) do
  close_session(epoch, socket, tonumber(ARGV[8]), now)
end
for user in pairs(users) do
  enforce_limit(user, tonumber(ARGV[9]))
end
for _, room in ipairs(changes.roomsOpened) do
  open_room(epoch, room)
end
for _, room in ipairs(changes.roomsClosed) do
  close_room(epoch, room)
end

local status = 'accepted'
if
  redis.call('HLEN', of_epoch(epoch, 'sessions')) ~= tonumber(ARGV[5])
  or redis.call('SCARD', of_epoch(epoch, 'rooms')) ~= tonumber(ARGV[6])
then
  status = 'resync'
end
return { status, redis.call('SMEMBERS', evict), marked }
