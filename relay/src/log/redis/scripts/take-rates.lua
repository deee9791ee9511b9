#!lua
-- Takes actions from rates with bursts. Each action takes from its rates in their order, up to the first that refuses. A rate allows
-- `most` actions at once, and then `most` per period. The burst is full again after a period without an action: then its key has
-- expired.
--
-- KEYS[n]  string  state of a rate: how many actions the burst has given, a space, when the steady rate allows the next one.
--                  All keys of the first action, of the second …
--
-- ARGV  for each action: the number of its keys; then for each of these: most, and the period in milliseconds
--
-- Returns for each action two numbers: 0 and 0, or which of its rates refuses and the milliseconds until it may be tried again.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000

-- Returns the milliseconds until the rate allows an action; 0 if it was taken.
local function take(key, most, period)
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
    return math.max(1, math.ceil(steady - now))
  end
  redis.call('SET', key, string.format('%d %.3f', spent, steady), 'PX', period)
  return 0
end

local answers, key, place = {}, 0, 1
while place <= #ARGV do
  local count = tonumber(ARGV[place])
  local refusing, wait = 0, 0
  for number = 1, count do
    if wait == 0 then
      wait = take(KEYS[key + number], tonumber(ARGV[place + 2 * number - 1]), tonumber(ARGV[place + 2 * number]))
      if wait > 0 then refusing = number end
    end
  end
  answers[#answers + 1] = refusing
  answers[#answers + 1] = wait
  key, place = key + count, place + 1 + 2 * count
end
return answers
