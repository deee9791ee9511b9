#!lua
-- Writes entries to one room, all or nothing. The relay has judged them against what it read before. If one of those facts has
-- changed, nothing is written, and the relay reads and judges again.
--
-- In the values of ARGV, \1n\2 stands for the seq of the nth new entry, and \3 for the time. JSON has no such characters.
-- No stream holds a text: an entry of a stream cannot be changed, and its bytes stay after XDEL. The texts are in a hash.
--
-- KEYS[1]  hash    state of the room: head, floor, time of the newest append
-- KEYS[2]  hash    entries by seq, each as its version, a space and JSON. The version is the seq of its last change
-- KEYS[3]  stream  the messages; the id is the seq
-- KEYS[4]  hash    uses of ids by sender and id, each as seq, time and, for a request that changed nothing, JSON
-- KEYS[5]  zset    ids that have no entry, by time
-- KEYS[6]  channel of the room
-- KEYS[7…] hashes  the reactions to one message
--
-- ARGV[1]  head that the room must have; empty: any
-- ARGV[2]  floor, if the room is new
-- ARGV[3]  1: the ids must be unknown
-- ARGV[4]  1: the room is in the list of rooms
-- ARGV[5]  SPUBLISH or PUBLISH; empty: nothing is published
-- ARGV[6]  epoch
-- Then four lists, each after its length:
--   new:      kind (message, other, idle), field of its id, time or empty, JSON as published, value or empty if it is the same
--   targets:  seq, version that it must have, value or empty if it does not change
--   changed:  seq, value
--   reactors: number of the key, HSET or HDEL or DEL, field, value
--
-- Returns {'done', head before, time}, or {'changed'}, or {'unlisted'}.
local state, entries, messages, uses, forgotten, channel = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local expected, first, unknown, listed, publish, epoch = unpack(ARGV, 1, 6)

local place = 6
local function list(width)
  local items = {}
  place = place + 1
  for item = 1, tonumber(ARGV[place]) do
    items[item] = { unpack(ARGV, place + 1, place + width) }
    place = place + width
  end
  return items
end
local new, targets, changed, reactors = list(5), list(3), list(2), list(4)

local head = tonumber(redis.call('HGET', state, 'head') or 0)
if expected ~= '' and tonumber(expected) ~= head then return { 'changed' } end
if unknown == '1' then
  for _, item in ipairs(new) do
    if redis.call('HEXISTS', uses, item[2]) == 1 then return { 'changed' } end
  end
end
for _, target in ipairs(targets) do
  local value = redis.call('HGET', entries, target[1])
  if not value or string.match(value, '^%d+') ~= target[2] then return { 'changed' } end
end
if head == 0 and listed ~= '1' then return { 'unlisted' } end

-- The clock of another server, after a failover, may be behind.
local clock = redis.call('TIME')
local time = clock[1] * 1000 + math.floor(clock[2] / 1000)
time = math.max(time, tonumber(redis.call('HGET', state, 'time') or 0))
local now = string.format('%.0f', time)
local before = head
if first ~= '' and head == 0 then before = tonumber(first) - 1 end
local function seq(number)
  return string.format('%.0f', before + number)
end
local function filled(template)
  return (string.gsub(string.gsub(template, '\1(%d+)\2', seq), '\3', now))
end

if before == 0 or head == 0 then redis.call('HSET', state, 'floor', before + 1) end
local count, published = 0, {}
for _, item in ipairs(new) do
  local kind, id, own, json, stored = unpack(item)
  local at = own == '' and now or own
  if kind == 'idle' then
    redis.call('HSET', uses, id, seq(count) .. ' ' .. at .. ' ' .. filled(json))
    redis.call('ZADD', forgotten, at, id)
  else
    count = count + 1
    local this = seq(count)
    published[count] = filled(json)
    redis.call('HSET', entries, this, stored == '' and this .. ' ' .. published[count] or filled(stored))
    redis.call('HSET', uses, id, this .. ' ' .. at)
    if kind == 'message' then redis.call('XADD', messages, this .. '-0', 'm', '') end
  end
end
for _, target in ipairs(targets) do
  if target[3] ~= '' then redis.call('HSET', entries, target[1], filled(target[3])) end
end
for _, item in ipairs(changed) do
  redis.call('HSET', entries, item[1], filled(item[2]))
end
for _, item in ipairs(reactors) do
  local key, command, field, value = KEYS[6 + tonumber(item[1])], item[2], item[3], item[4]
  if command == 'HSET' then
    redis.call('HSET', key, field, value)
  elseif command == 'HDEL' then
    redis.call('HDEL', key, field)
  else
    redis.call('DEL', key)
  end
end
redis.call('HSET', state, 'head', seq(count), 'time', now)
if publish ~= '' and count > 0 then
  -- An entry that is not published is stored all the same, and its watchers read it.
  redis.pcall(publish, channel, epoch .. ' ' .. seq(1) .. ' [' .. table.concat(published, ',') .. ']')
end
return { 'done', tostring(seq(0)), now }
