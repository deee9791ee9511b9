#!lua flags=allow-oom
-- Removes ids that have no entry and are too old to be tried again.
--
-- KEYS[1]  hash  uses of ids
-- KEYS[2]  zset  ids that have no entry, by time
--
-- ARGV[1]  the time before which they are removed, in milliseconds
-- ARGV[2]  how many at most
--
-- Returns how many were removed.
local ids = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
return #ids
