#!lua flags=allow-oom
-- Writes the part of one node in the presence of a room. It renews the node's registration in the room, drops the parts of nodes
-- whose registration has ended, and publishes what has changed for the others. A name is checked and taken in one step.
--
-- KEYS[1]  zset    the nodes that have the room open, by the time at which each counts as gone
-- KEYS[2]  hash    the members: node, space and socket; JSON
-- KEYS[3]  hash    what names take; JSON, a list of: node, space and person
-- KEYS[4]  string  the number of changes so far; and the channel
--
-- ARGV[1]  node
-- ARGV[2]  how long its registration holds, in milliseconds
-- ARGV[3]  SPUBLISH or PUBLISH
-- ARGV[4]  change: adds to the node's part, which must be there; read: also reads all;
--          whole: replaces the part, and reads all; leave: removes the part
-- ARGV[5]  the node's part as published; empty: its members have not changed
-- Then three lists, each after its length:
--   members: socket, JSON or empty if it has gone
--   freed:   what a person's name takes no longer; person
--   claims:  JSON of a name: person, taken, rivals
--
-- Returns {'gone'} if the node's part is not there, or
-- {'done', number of changes, numbers of the refused claims, nodes, members}. The last two are empty unless all is read.
local nodes, members, names, counter = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local node, lifetime, publish, act, part = unpack(ARGV, 1, 5)

local place = 5
local function list(width)
  local items = {}
  place = place + 1
  for item = 1, tonumber(ARGV[place]) do
    items[item] = { unpack(ARGV, place + 1, place + width) }
    place = place + width
  end
  return items
end
local changed, freed, claims = list(2), list(2), list(1)

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ends = redis.call('ZSCORE', nodes, node)
local here = ends and tonumber(ends) > now
if not here and (act == 'change' or act == 'read') then return { 'gone' } end

local function ownersOf(key)
  local value = redis.call('HGET', names, key)
  return value and cjson.decode(value) or {}
end
local function setOwners(key, owners)
  if #owners == 0 then
    redis.call('HDEL', names, key)
  else
    redis.call('HSET', names, key, cjson.encode(owners))
  end
end
local function without(owners, isGone)
  local kept = {}
  for _, owner in ipairs(owners) do
    if not isGone(owner) then kept[#kept + 1] = owner end
  end
  return kept
end

local gone, dropped = {}, {}
for _, each in ipairs(redis.call('ZRANGE', nodes, '-inf', string.format('%.0f', now), 'BYSCORE')) do
  dropped[each] = true
  if each ~= node then gone[#gone + 1] = each end
end
if ends and (act == 'whole' or act == 'leave') then dropped[node] = true end
if act == 'leave' then gone[#gone + 1] = node end
if next(dropped) then
  local function isDropped(field)
    return dropped[string.match(field, '^%S+')]
  end
  for each in pairs(dropped) do redis.call('ZREM', nodes, each) end
  for _, field in ipairs(redis.call('HKEYS', members)) do
    if isDropped(field) then redis.call('HDEL', members, field) end
  end
  for _, key in ipairs(redis.call('HKEYS', names)) do
    local owners = ownersOf(key)
    local kept = without(owners, isDropped)
    if #kept < #owners then setOwners(key, kept) end
  end
end

for _, item in ipairs(freed) do
  local own = node .. ' ' .. item[2]
  setOwners(item[1], without(ownersOf(item[1]), function(owner) return owner == own end))
end

local refused = {}
for number, item in ipairs(claims) do
  local claim = cjson.decode(item[1])
  local own, free = node .. ' ' .. claim.person, true
  for _, key in ipairs(claim.rivals) do
    for _, owner in ipairs(ownersOf(key)) do
      if string.match(owner, '^%S+ (.*)$') ~= claim.person then free = false end
    end
  end
  if free then
    for _, key in ipairs(claim.taken) do
      local owners = without(ownersOf(key), function(owner) return owner == own end)
      owners[#owners + 1] = own
      setOwners(key, owners)
    end
  else
    refused[#refused + 1] = number
  end
end

for _, item in ipairs(changed) do
  local field = node .. ' ' .. item[1]
  if item[2] == '' then
    redis.call('HDEL', members, field)
  else
    redis.call('HSET', members, field, item[2])
  end
end

if part ~= '' or #gone > 0 then
  local count = redis.call('INCR', counter)
  local left = #gone == 0 and '' or '"' .. table.concat(gone, '","') .. '"'
  -- A change that is not published is read by the others at their next renewal.
  redis.pcall(
    publish,
    counter,
    '{"number":' .. count .. ',"from":"' .. node .. '","gone":[' .. left .. '],"part":' .. (part == '' and 'null' or part) .. '}'
  )
end
if act ~= 'leave' then redis.call('ZADD', nodes, string.format('%.0f', now + lifetime), node) end
-- If all nodes are killed, nobody is left to drop their parts.
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, lifetime * 2) end

local count = tonumber(redis.call('GET', counter) or 0)
if act ~= 'read' and act ~= 'whole' then return { 'done', count, refused, {}, {} } end
return { 'done', count, refused, redis.call('ZRANGE', nodes, 0, -1), redis.call('HGETALL', members) }
