#!lua
-- Takes an action from rates with bursts, in their order, up to the first that refuses. A rate allows `most` actions at once, and
-- then `most` per period. The burst is full again after a period without an action: then its key has expired.
--
-- KEYS[n]  string  state of a rate: how many actions the burst has given, a space, when the steady rate allows the next one
--
-- ARGV[2n-1]  most
-- ARGV[2n]    period, in milliseconds
--
-- Returns {0, 0}, or the number of the rate that refuses and the milliseconds until it may be tried again.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
for number, key in ipairs(KEYS) do
  local most, period = tonumber(ARGV[2 * number - 1]), tonumber(ARGV[2 * number])
  local interval = period / most
  local spent, steady = 0, now
  local state = redis.call('GET', key)
  if state then
    local first, second = string.match(state, '^(%d+) (.+)$')
    -- The clock of another server, after a failover, may be behind.
    spent, steady = tonumber(first), math.min(tonumber(second), now + interval)
  end
  if now >= steady then
    steady = now + interval
  elseif spent < most - 1 then
    spent = spent + 1
  else
    return { number, math.max(1, math.ceil(steady - now)) }
  end
  redis.call('SET', key, string.format('%d %.3f', spent, steady), 'PX', period)
end
return { 0, 0 }
