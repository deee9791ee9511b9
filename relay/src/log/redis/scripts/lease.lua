#!lua flags=allow-oom
-- Takes or renews the lease of a job that one relay at a time may do.
--
-- KEYS[1]  string  the lease: the id of its owner
--
-- ARGV[1]  id of the relay
-- ARGV[2]  how long the lease holds, in milliseconds
--
-- Returns 1 if the relay has it, else 0.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
