#!lua flags=allow-oom,no-writes
-- Reads the members of a room, without those of nodes whose registration has ended.
--
-- KEYS[1]  zset  the nodes that have the room open, by the time at which each counts as gone
-- KEYS[2]  hash  the members: node, space and socket; JSON
--
-- Returns the members as JSON.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local present, found = {}, {}
for _, node in ipairs(redis.call('ZRANGE', KEYS[1], '(' .. string.format('%.0f', now), '+inf', 'BYSCORE')) do
  present[node] = true
end
if not next(present) then return found end
local stored = redis.call('HGETALL', KEYS[2])
for index = 1, #stored, 2 do
  if present[string.match(stored[index], '^%S+')] then found[#found + 1] = stored[index + 1] end
end
return found
