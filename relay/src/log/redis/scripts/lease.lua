#!lua flags=allow-oom
-- Takes or renews the lease of the one relay that may use a prefix.
--
-- KEYS[1]  string  the lease: the token of its owner
-- KEYS[2]  hash    the store: counts the renewals
--
-- ARGV[1]  token of the relay
-- ARGV[2]  how long the lease holds, in milliseconds
--
-- Returns {the owner's token, the remaining time in milliseconds, the number of renewals}.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then
  return { owner, redis.call('PTTL', KEYS[1]), tonumber(redis.call('HGET', KEYS[2], 'renewals') or 0) }
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return { ARGV[1], tonumber(ARGV[2]), redis.call('HINCRBY', KEYS[2], 'renewals', 1) }
