import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisLink } from '../redis/redis-link.js';
import { Script, type ScriptReply } from '../redis/script.js';
import type { RateLimit } from '../settings/access.js';
import type { Allowance, RateLimiter } from './rate-limiter.js';

/**
 * In the place of the library's script: takes nothing when it would be too much, in one step, so that a
 * refused request of one replica never takes from what another one is allowed.
 *
 * ARGV: cost, window (s), quota. Returns what would be used then, and the milliseconds left.
 */
const TAKE = new Script(`
local cost, window, quota = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
redis.call('SET', KEYS[1], 0, 'EX', window, 'NX')
local used = tonumber(redis.call('GET', KEYS[1]))
if used + cost <= quota then redis.call('INCRBY', KEYS[1], cost) end
return {used + cost, redis.call('PTTL', KEYS[1])}
`);

/**
 * Counts in Redis, for all replicas together, by the clock of Redis. While Redis is away, each replica counts
 * for itself, from zero.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly quota: number;
  readonly window: number;
  private readonly counts: RateLimiterRedis;

  /**
   * @param own counts while Redis is away. It is not the library's `insuranceLimiter`, which must be one of
   *   the library's, and those are unbounded.
   */
  constructor(
    { requests, window }: RateLimit,
    link: RedisLink,
    private readonly own: RateLimiter,
  ) {
    this.quota = requests;
    this.window = window;
    // What the library uses of a client.
    const storeClient = {
      rlflxIncr: ([key = '', ...args]: string[]): Promise<ScriptReply> =>
        link.run((client) => TAKE.run(client, [key], args)),
    };
    this.counts = new RateLimiterRedis({
      storeClient,
      points: requests,
      duration: window,
      keyPrefix: `${link.prefix}rate`,
    });
  }

  async consume(client: string, cost: number): Promise<Allowance> {
    try {
      const { remainingPoints, msBeforeNext } = await this.counts.consume(client, cost);
      return { allowed: true, remaining: remainingPoints, resetAfter: secondsOf(msBeforeNext) };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) return this.own.consume(client, cost);
      const { consumedPoints, msBeforeNext } = refusal;
      const remaining = Math.max(0, this.quota - (consumedPoints - cost));
      return { allowed: false, remaining, resetAfter: secondsOf(msBeforeNext) };
    }
  }
}

/** At least 1: Redis rounds the last millisecond down to 0. */
function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
