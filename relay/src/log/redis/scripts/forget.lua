#!lua flags=allow-oom
-- Removes the oldest entries of a room. It frees memory, so it runs also when Redis has none left.
--
-- KEYS[1]  hash    state of the room
-- KEYS[2]  hash    entries by seq
-- KEYS[3]  stream  the messages
-- KEYS[4]  zset    ids that have no entry, by time
-- KEYS[5…] hashes  the reactions to a message that is removed
--
-- ARGV[1]  floor that the room must have
-- ARGV[2]  new floor
-- Then two lists, each after its length:
--   removed:  seq, version that it must have, field of its id, time
--   changed:  seq, value: edits that lose their text, because their message is removed
--
-- Returns 1, or 0 if something has changed: then nothing is removed.
local state, entries, messages, forgotten = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local place = 2
local function list(width)
  local items = {}
  place = place + 1
  for item = 1, tonumber(ARGV[place]) do
    items[item] = { unpack(ARGV, place + 1, place + width) }
    place = place + width
  end
  return items
end
local removed, changed = list(4), list(2)

if redis.call('HGET', state, 'floor') ~= ARGV[1] then return 0 end
for _, item in ipairs(removed) do
  local value = redis.call('HGET', entries, item[1])
  if not value or string.match(value, '^%d+') ~= item[2] then return 0 end
end
for _, item in ipairs(removed) do
  redis.call('ZADD', forgotten, item[4], item[3])
  redis.call('HDEL', entries, item[1])
end
for _, item in ipairs(changed) do
  redis.call('HSET', entries, item[1], item[2])
end
for key = 5, #KEYS do
  redis.call('DEL', KEYS[key])
end
redis.call('XTRIM', messages, 'MINID', '=', ARGV[2] .. '-0')
redis.call('HSET', state, 'floor', ARGV[2])
return 1
