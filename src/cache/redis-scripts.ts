import { Script } from '../redis/script.js';

// Results in Redis. All keys have one hash tag:
//
// KEYS[1] order    ZSET  digest by number of its last use
// KEYS[2] expiry   ZSET  digest by when its result expires (ms)
// KEYS[3] uses     number of the last use
// KEYS[4] value    the result, with PX; the values of other digests start with ARGV[1]

/** ARGV[2] is how many digests follow that were used meanwhile, in that order. */
const COMMON = `
local order, expiry, uses = KEYS[1], KEYS[2], KEYS[3]

local function use(digest)
  redis.call('ZADD', order, redis.call('INCR', uses), digest)
end

for at = 3, 2 + ARGV[2] do
  if redis.call('ZSCORE', order, ARGV[at]) then use(ARGV[at]) end
end
`;

/** Only says what was used meanwhile. */
export const TOUCH = new Script(COMMON);

/** Returns the result and the milliseconds that it has left, or nil. ARGV[last]: its digest. */
export const READ = new Script(`${COMMON}
local digest = ARGV[#ARGV]
local value = redis.call('GET', KEYS[4])
if not value then return false end
use(digest)
return {value, redis.call('PTTL', KEYS[4])}
`);

/**
 * Stores a result, evicts the least recently used beyond the bound. Returns how many there are, and how
 * many were evicted. ARGV[last 4]: digest, result, time to live (ms), bound.
 */
export const WRITE = new Script(`${COMMON}
local digest, value = ARGV[#ARGV - 3], ARGV[#ARGV - 2]
local ttl, bound = tonumber(ARGV[#ARGV - 1]), tonumber(ARGV[#ARGV])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, expired in ipairs(redis.call('ZRANGEBYSCORE', expiry, '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('ZREM', order, expired)
  redis.call('ZREM', expiry, expired)
end
redis.call('SET', KEYS[4], value, 'PX', ttl)
redis.call('ZADD', expiry, now + ttl, digest)
use(digest)
local evicted = 0
while redis.call('ZCARD', order) > bound do
  local oldest = redis.call('ZPOPMIN', order)[1]
  redis.call('ZREM', expiry, oldest)
  redis.call('DEL', ARGV[1] .. oldest)
  evicted = evicted + 1
end
-- The results of a model that is gone go by themselves, and so does what orders them.
for at = 1, 3 do redis.call('PEXPIRE', KEYS[at], ttl + 1000) end
return {redis.call('ZCARD', order), evicted}
`);
