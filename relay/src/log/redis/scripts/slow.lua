#!lua
-- Counts a write in a room in slow mode, unless the last one was too short ago.
--
-- KEYS[1]  string  the time of the person's last write
-- KEYS[2]  list    the times of the last writes by guests from this address, the newest first
--
-- ARGV[1]  milliseconds between two writes
-- ARGV[2]  when the session of a guest began, in milliseconds since 1970; empty: the person is no guest
-- ARGV[3]  how many times are kept for an address
-- ARGV[4]  how long a time is kept, in milliseconds
--
-- Returns {milliseconds to wait}, or {0, the time of this write, the time of the one before or an empty text}.
local pause, since, most, memory = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), ARGV[4]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local before = redis.call('GET', KEYS[1]) or ''
local last = tonumber(before) or 0
if since ~= '' then
  for _, time in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    if tonumber(time) <= tonumber(since) then
      last = math.max(last, tonumber(time))
      break
    end
  end
end
-- The clock of another server, after a failover, may be behind.
local wait = math.min(last + pause - now, pause)
if wait > 0 then return { string.format('%.0f', wait) } end

local time = string.format('%.0f', now)
redis.call('SET', KEYS[1], time, 'PX', memory)
if since ~= '' then
  redis.call('LPUSH', KEYS[2], time)
  redis.call('LTRIM', KEYS[2], 0, most - 1)
  redis.call('PEXPIRE', KEYS[2], memory)
end
return { '0', time, before }
