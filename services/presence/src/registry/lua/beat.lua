-- Renews an epoch's lease and applies what changed. Cost: O(changes).
--
-- KEYS[1]  root
-- ARGV[1]  epoch
-- ARGV[2]  revision of this beat
-- ARGV[3]  changes, JSON: { opened: [[socket, user]], closed: [socket], roomsOpened: [room], roomsClosed: [room] }
-- ARGV[4]  totals of the gateway, JSON, kept as given
-- ARGV[5]  sockets it has after the change
-- ARGV[6]  rooms it has after the change
-- ARGV[7]  lease, ms
-- ARGV[8]  grace, ms
-- ARGV[9]  most sockets of one user
-- Returns  { 'accepted' | 'resync' | 'closed', { socket to evict }, users to look at }

local epoch, revision = ARGV[1], tonumber(ARGV[2])
if redis.call('EXISTS', closed_mark_of(epoch)) == 1 then
  return { 'closed', {}, 0 }
end
if not redis.call('ZSCORE', EPOCHS, epoch) then
  return { 'resync', {}, 0 }
end
renew_lease(epoch, tonumber(ARGV[7]), ARGV[4])

-- The same revision again is a repeat after a lost answer, perhaps grown: applying twice changes nothing.
local known = tonumber(redis.call('HGET', of_epoch(epoch, 'info'), 'revision'))
local evict = of_epoch(epoch, 'evict')
if revision ~= known and revision ~= known + 1 then
  return { 'resync', redis.call('SMEMBERS', evict), 0 }
end
redis.call('HSET', of_epoch(epoch, 'info'), 'revision', revision)

local changes = cjson.decode(ARGV[3])
local people = {}
-- Opened before closed: whoever changed sockets was never away, and a socket that came and went is gone.
for _, session in ipairs(changes.opened) do
  open_session(epoch, session[1], session[2])
  people[session[2]] = true
end
for _, socket in ipairs(changes.closed) do
  close_session(epoch, socket, tonumber(ARGV[8]), now)
end
for user in pairs(people) do
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
