#!lua
-- Stores or deletes a value beside the rooms.
--
-- KEYS[1]  hash  the values of its kind, by key
-- KEYS[2]  zset  the keys of its kind, in order
--
-- ARGV[1]  key
-- ARGV[2]  JSON; empty: the value is deleted
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[2], 0, ARGV[1])
end
return 1
