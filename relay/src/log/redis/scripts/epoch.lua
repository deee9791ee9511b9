#!lua
-- Sets the epoch of the store, unless another process has set it meanwhile.
--
-- KEYS[1]  hash  the store
--
-- ARGV[1]  epoch that it must have; empty: none
-- ARGV[2]  new epoch
-- ARGV[3]  format of the keys
-- ARGV[4]  the server, by an id that is new at each of its starts
--
-- Returns the epoch of now.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if (epoch or '') ~= ARGV[1] then return epoch end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'format', ARGV[3], 'server', ARGV[4])
return ARGV[2]
