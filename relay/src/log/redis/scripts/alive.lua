#!lua flags=allow-oom,no-writes
-- Lists the relays that are alive.
--
-- KEYS[1]  zset  the relays, by the time at which each counts as gone
--
-- Returns their ids.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
return redis.call('ZRANGE', KEYS[1], '(' .. string.format('%.0f', now), '+inf', 'BYSCORE')
