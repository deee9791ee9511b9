#!lua flags=allow-oom
-- Takes back a write in slow mode, unless there was another since.
--
-- KEYS[1]  string  the time of the person's last write
-- KEYS[2]  list    the times of the last writes by guests from this address
--
-- ARGV[1]  the time of the write
-- ARGV[2]  the time of the one before; empty: there was none
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
end
redis.call('LREM', KEYS[2], 1, ARGV[1])
return 1
