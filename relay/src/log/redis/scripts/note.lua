#!lua
-- Stores or deletes a value beside the rooms, and tells the other relays of it.
--
-- KEYS[1]  hash    the values of its kind, by key
-- KEYS[2]  zset    the keys of its kind, in order
-- KEYS[3]  string  the version of its kind: the number of changes
-- KEYS[4]  channel of its kind
--
-- ARGV[1]  key
-- ARGV[2]  JSON; empty: the value is deleted
-- ARGV[3]  any, or same: the value must be the expected one
-- ARGV[4]  the expected JSON; empty: there must be no value
-- ARGV[5]  SPUBLISH or PUBLISH
-- ARGV[6]  name of the process as a writer
--
-- Returns 1, or 0 if the value is not the expected one.
local key, json, condition, expected, publish, writer = unpack(ARGV, 1, 6)
if condition == 'same' and (redis.call('HGET', KEYS[1], key) or '') ~= expected then return 0 end
if json == '' then
  redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
else
  redis.call('HSET', KEYS[1], key, json)
  redis.call('ZADD', KEYS[2], 0, key)
end
local version = redis.call('INCR', KEYS[3])
-- A change that is not published is seen by its version.
redis.pcall(publish, KEYS[4], string.format('%.0f', version) .. ' ' .. writer .. ' ' .. key)
return 1
