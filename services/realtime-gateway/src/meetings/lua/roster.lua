-- KEYS[1]  root: the common prefix of all keys
-- ARGV[1]  meeting
-- Returns  { version, participant as JSON, … }

local result = { read_version(ARGV[1]) }
for _, json in ipairs(redis.call('HVALS', roster_of(ARGV[1]))) do
  result[#result + 1] = json
end
return result
