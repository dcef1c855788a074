import { Script } from '../redis/script.js';

// Each script may run twice, because a command whose reply was lost is sent again.

/**
 * Makes a list, unless there is one of its name.
 *
 * KEYS: list, lists. ARGV: name, then fields and values. Returns the list's fields and values.
 */
export const CREATE = new Script(`
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 2))
  redis.call('SADD', KEYS[2], ARGV[1])
end
return redis.call('HGETALL', KEYS[1])
`);

/**
 * Adds the URLs of a chunk, if they are the next ones and there is room.
 *
 * KEYS: list, held, in. ARGV: uid, chunk, digest before, digest after, number of URLs, URLs, room for URLs.
 */
export const ADD = new Script(`
local list = redis.call('HMGET', KEYS[1], 'uid', 'removing', 'added', 'digest', 'complete')
if list[1] ~= ARGV[1] or list[2] then return 'gone' end
local added, chunk, count = tonumber(list[3]), tonumber(ARGV[2]), tonumber(ARGV[5])
if added == chunk + 1 and list[4] == ARGV[4] then return 'added' end
if added ~= chunk or list[4] ~= ARGV[3] or list[5] then return 'differs' end
local held = tonumber(redis.call('GET', KEYS[2]) or '0')
if held > 0 and held + count > tonumber(ARGV[7]) then return 'full' end
redis.call('SET', KEYS[3], ARGV[6])
redis.call('HSET', KEYS[1], 'added', chunk + 1, 'digest', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'urls', count)
redis.call('HINCRBY', KEYS[1], 'bytes', #ARGV[6])
redis.call('INCRBY', KEYS[2], count)
return 'added'
`);

/** Notes that all jobs before a chunk are queued. KEYS: list. ARGV: uid, chunk, whether it was the last one. */
export const QUEUED = new Script(`
if redis.call('HGET', KEYS[1], 'uid') ~= ARGV[1] then return 0 end
if tonumber(redis.call('HGET', KEYS[1], 'queued')) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], 'queued', ARGV[2])
end
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'complete', 1) end
return 1
`);

/** Keeps what is done of a chunk that is not finished. KEYS: list, in, part. ARGV: uid, results. */
export const SAVE = new Script(`
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
if redis.call('HGET', KEYS[1], 'uid') == ARGV[1] then
  redis.call('HINCRBY', KEYS[1], 'bytes', #ARGV[2] - redis.call('STRLEN', KEYS[3]))
end
redis.call('SET', KEYS[3], ARGV[2])
return 1
`);

/**
 * Puts the results of a chunk in the place of its URLs, once.
 *
 * KEYS: list, in, part, out, recent. ARGV: uid, results, number of URLs, number of errors. Returns 0 if the chunk has
 * results already, or is gone.
 */
export const FINISH = new Script(`
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
local freed = redis.call('STRLEN', KEYS[2]) + redis.call('STRLEN', KEYS[3])
redis.call('DEL', KEYS[2], KEYS[3])
if redis.call('HGET', KEYS[1], 'uid') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[4], ARGV[2])
redis.call('HINCRBY', KEYS[1], 'done', ARGV[3])
redis.call('HINCRBY', KEYS[1], 'errors', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'bytes', #ARGV[2] - freed)
redis.call('LPUSH', KEYS[5], redis.call('TIME')[1] .. ' ' .. ARGV[3])
redis.call('LTRIM', KEYS[5], 0, 999)
redis.call('EXPIRE', KEYS[5], 3600)
return 1
`);

/**
 * Takes the right to collect a list, or keeps it.
 *
 * KEYS: collector. ARGV: token, milliseconds that it lasts. Returns 0 if another command has it.
 */
export const CLAIM = new Script(`
local other = redis.call('GET', KEYS[1])
if other and other ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/** Gives the right back. KEYS: collector. ARGV: token. */
export const RELEASE = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/**
 * Frees a chunk whose results were written out.
 *
 * KEYS: list, held, out, collector. ARGV: uid, chunk, number of URLs, bytes written, their digest, token. Returns 0
 * if the list is gone, or another command collects it.
 */
export const COLLECT = new Script(`
if redis.call('GET', KEYS[4]) ~= ARGV[6] and redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
local list = redis.call('HMGET', KEYS[1], 'uid', 'collected')
local chunk = tonumber(ARGV[2])
if list[1] ~= ARGV[1] or tonumber(list[2]) > chunk + 1 or tonumber(list[2]) < chunk then return 0 end
if tonumber(list[2]) == chunk + 1 then return 1 end
local freed = redis.call('STRLEN', KEYS[3])
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[1], 'collected', chunk + 1, 'last_bytes', ARGV[4], 'last_digest', ARGV[5])
redis.call('HINCRBY', KEYS[1], 'collected_urls', ARGV[3])
redis.call('HINCRBY', KEYS[1], 'written', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'bytes', -freed)
redis.call('DECRBY', KEYS[2], ARGV[3])
return 1
`);

/** Notes how much was collected before a file. KEYS: list. ARGV: uid, bytes. */
export const BASE = new Script(`
if redis.call('HGET', KEYS[1], 'uid') ~= ARGV[1] then return 0 end
return redis.call('HSET', KEYS[1], 'base', ARGV[2])
`);

/** Removes a list whose chunks are gone. KEYS: list, held, lists, recent, collector. ARGV: uid, name. */
export const DROP = new Script(`
local list = redis.call('HMGET', KEYS[1], 'uid', 'urls', 'collected_urls')
if list[1] ~= ARGV[1] then return 0 end
redis.call('DECRBY', KEYS[2], tonumber(list[2]) - tonumber(list[3]))
redis.call('DEL', KEYS[1], KEYS[4], KEYS[5])
redis.call('SREM', KEYS[3], ARGV[2])
return 1
`);

/** Marks a list as going away. KEYS: list. ARGV: uid. */
export const REMOVING = new Script(`
if redis.call('HGET', KEYS[1], 'uid') ~= ARGV[1] then return 0 end
return redis.call('HSET', KEYS[1], 'removing', 1)
`);

/**
 * Takes the next turn of a host, by the clock of Redis.
 *
 * KEYS: host. ARGV: milliseconds between two requests. Returns the milliseconds until the turn.
 */
export const TURN = new Script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local following = at + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.3f', following), 'PX', math.ceil(following - now) + 1000)
return math.ceil(at - now)
`);

/** Says that a worker is alive. KEYS: workers. ARGV: worker, seconds that it counts. */
export const BEAT = new Script(`
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
`);
