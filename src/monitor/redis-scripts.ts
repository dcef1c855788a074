import { Script } from '../redis/script.js';

// The report in Redis. All its keys have one hash tag:
//
// KEYS[1] tallies  HASH  URL → sequence, last request, count, min, max, sum, as doubles
// KEYS[2] recent   ZSET  URL by sequence: the order of the last requests
// KEYS[3] counts   ZSET  sequence by count: within a count, members are in the order of their text
// KEYS[4] meta     HASH  sequence (of the last request), characters (length of all URLs together)

const COMMON = `
local tallies, recent, counts, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local window = tonumber(ARGV[1])
local characters = tonumber(redis.call('HGET', meta, 'characters') or '0')
local size = redis.call('HLEN', tallies)

local function member(sequence)
  return string.format('%016.0f', sequence)
end

local function remove(url, packed)
  redis.call('ZREM', recent, url)
  if not packed then return end
  redis.call('HDEL', tallies, url)
  redis.call('ZREM', counts, member((struct.unpack('<dddddd', packed))))
  characters = characters - #url
  size = size - 1
end

local function in_window(packed)
  local _, last = struct.unpack('<dddddd', packed)
  return now - last < window
end

local function drop_oldest()
  local url = redis.call('ZRANGE', recent, 0, 0)[1]
  if url then remove(url, redis.call('HGET', tallies, url)) end
end

-- Returns how many left the window, at most so many.
local function drop_expired(at_most)
  for dropped = 0, at_most - 1 do
    local url = redis.call('ZRANGE', recent, 0, 0)[1]
    if not url then return dropped end
    local packed = redis.call('HGET', tallies, url)
    if packed and in_window(packed) then return dropped end
    remove(url, packed)
  end
  return at_most
end
`;

/**
 * Counts a batch, unless this replica's batch of that number was counted before.
 *
 * KEYS[5] is the number of the replica's last batch. ARGV: window (ms), most URLs, most characters, number
 * of the batch, how long it is remembered (ms); then url, count, min, max, sum of each run.
 */
export const COUNT_BATCH = new Script(`${COMMON}
local max_size, max_characters = tonumber(ARGV[2]), tonumber(ARGV[3])
if tonumber(ARGV[4]) <= tonumber(redis.call('GET', KEYS[5]) or '0') then return 0 end
redis.call('SET', KEYS[5], ARGV[4], 'PX', ARGV[5])
local sequence = tonumber(redis.call('HGET', meta, 'sequence') or '0')

local function add(url, count, min, max, sum)
  drop_expired(2)
  local packed = redis.call('HGET', tallies, url)
  if packed and not in_window(packed) then
    remove(url, packed)
    packed = false
  end
  if packed then
    local earlier, _, old_count, old_min, old_max, old_sum = struct.unpack('<dddddd', packed)
    redis.call('ZREM', counts, member(earlier))
    count, sum = old_count + count, old_sum + sum
    min, max = math.min(old_min, min), math.max(old_max, max)
  else
    while size > 0 and (size >= max_size or characters + #url > max_characters) do drop_oldest() end
    size = size + 1
    characters = characters + #url
  end
  sequence = sequence + 1
  redis.call('HSET', tallies, url, struct.pack('<dddddd', sequence, now, count, min, max, sum))
  redis.call('ZADD', recent, sequence, url)
  redis.call('ZADD', counts, count, member(sequence))
end

for at = 6, #ARGV, 5 do
  add(ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]),
    tonumber(ARGV[at + 4]))
end
redis.call('HSET', meta, 'sequence', sequence, 'characters', characters)
-- Nobody need request the report of a model that is gone.
for at = 1, 4 do redis.call('PEXPIRE', KEYS[at], math.ceil(window)) end
return 1
`);

/**
 * The most requested URLs: url, tally, url, tally, … Or the number 1: so many had left the window that it
 * wants to be called again.
 *
 * ARGV: window (ms), rows, how many to drop in one call.
 */
export const REPORT = new Script(`${COMMON}
local at_most = tonumber(ARGV[3])
local dropped = drop_expired(at_most)
if dropped > 0 then redis.call('HSET', meta, 'characters', characters) end
if dropped == at_most then return 1 end
local rows = {}
for _, sequence in ipairs(redis.call('ZREVRANGE', counts, 0, ARGV[2] - 1)) do
  local url = redis.call('ZRANGEBYSCORE', recent, sequence, sequence)[1]
  local packed = url and redis.call('HGET', tallies, url)
  if packed then
    rows[#rows + 1] = url
    rows[#rows + 1] = packed
  end
end
return rows
`);
