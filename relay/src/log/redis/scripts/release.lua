#!lua flags=allow-oom
-- Gives the lease of a job back, if it is still the relay's own.
--
-- KEYS[1]  string  the lease
--
-- ARGV[1]  id of the relay
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
