#!lua
-- Writes entries that are brought from another store to one room, as they were there. Entries that the room has are passed over,
-- so it can be repeated. No relay uses the room meanwhile.
--
-- KEYS[1]  hash    state of the room: head, floor, time of the newest append
-- KEYS[2]  hash    entries by seq, each as its version, a space and JSON
-- KEYS[3]  stream  the messages; the id is the seq
-- KEYS[4]  hash    uses of ids by sender and id
--
-- ARGV[1]  floor
-- ARGV[2]  number of entries, and for each: seq, message or other, value, time, field of its id, value of its id or empty
--
-- Returns the head.
local state, entries, messages, uses = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local head = tonumber(redis.call('HGET', state, 'head') or 0)
redis.call('HSET', state, 'floor', ARGV[1])
for item = 0, tonumber(ARGV[2]) - 1 do
  local seq, kind, value, time, field, use = unpack(ARGV, 3 + item * 6, 8 + item * 6)
  if tonumber(seq) > head then
    redis.call('HSET', entries, seq, value)
    if use ~= '' then redis.call('HSET', uses, field, use) end
    if kind == 'message' then redis.call('XADD', messages, seq .. '-0', 'm', '') end
    redis.call('HSET', state, 'head', seq, 'time', time)
    head = tonumber(seq)
  end
end
return head
