-- Changes the media state of a participant. The last change to reach Redis wins.
--
-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  meeting
-- ARGV[2]  id of the participant
-- ARGV[3]  holder: the connection that makes the change
-- ARGV[4]  the changed fields, JSON
-- Returns  'changed', 'unchanged', or 'gone' if the connection does not hold the place

local meeting = ARGV[1]
local record = read_participant(meeting, ARGV[2])
if not record or record.holder ~= ARGV[3] then
  return 'gone'
end
local changed = false
for field, value in pairs(cjson.decode(ARGV[4])) do
  if record[field] ~= value then
    record[field] = value
    changed = true
  end
end
if not changed then
  return 'unchanged'
end
write_participant(meeting, record)
raise_version(meeting)
return 'changed'
