#!lua flags=allow-oom
-- Registers a relay among those that are alive, or renews its registration. Registrations that were not renewed are removed.
--
-- KEYS[1]  zset  the relays that are alive, by the time at which each counts as gone
-- KEYS[2]  hash  the store: the time of the newest renewal, of any relay
--
-- ARGV[1]  id of the relay
-- ARGV[2]  how long the registration holds, in milliseconds
--
-- Returns {1 if the relay was registered, the newest renewal before, the newest renewal of now}.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local before = tonumber(redis.call('HGET', KEYS[2], 'renewed') or 0)
-- The clock of another server, after a failover, may be behind.
local renewed = string.format('%.0f', math.max(now, before))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], 'renewed', renewed)
return { known and 1 or 0, string.format('%.0f', before), renewed }
