import test from 'ava';
import { MemoryRateLimiter } from '../../src/access/memory-rate-limiter.js';
import { RedisRateLimiter } from '../../src/access/redis-rate-limiter.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import type { RateLimit } from '../../src/settings/access.js';
import { openLink } from '../helpers/redis-link.js';
import { shareRedis, startRedis, withoutRedis } from '../helpers/redis-server.js';
import { until } from '../helpers/service.js';
import { DAY, testLimiter } from './limiter-behaviour.js';

const shared = shareRedis();

function limiterOf(link: RedisLink, limit: RateLimit): RedisRateLimiter {
  return new RedisRateLimiter(limit, link, new MemoryRateLimiter(limit));
}

testLimiter(async (t, limit) => {
  const redis = shared(t);
  return redis && limiterOf(await openLink(t, redis), limit);
});

test('replicas that ask at once never get more than the quota, and refused ones take nothing', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const limit = { requests: 100, window: DAY };
  const links = await Promise.all([1, 2, 3].map(() => openLink(t, server, 'test:')));
  const replicas = links.map((link) => limiterOf(link, limit));
  const asked = Array.from({ length: 50 }, (_, index) =>
    replicas.map((replica) => replica.consume('a', 1 + (index % 3))),
  ).flat();
  const answers = await Promise.all(asked);
  const taken = answers.reduce((sum, { allowed }, index) => {
    const cost = 1 + (Math.floor(index / 3) % 3);
    return sum + (allowed ? cost : 0);
  }, 0);
  const [left] = answers.toSorted((a, b) => a.remaining - b.remaining);
  t.is(taken, 100 - (left?.remaining ?? 0));
  t.true(taken >= 98);
});

test('while Redis is away each replica counts for itself, and together again when it is back', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const limit = { requests: 2, window: DAY };
  const links = [await openLink(t, server, 'test:'), await openLink(t, server, 'test:')] as const;
  const [first, second] = [limiterOf(links[0], limit), limiterOf(links[1], limit)];
  t.true((await first.consume('a', 1)).allowed);
  await server.kill();
  await until(() => links.every(({ up }) => !up));
  for (const replica of [first, second])
    t.deepEqual(
      [await replica.consume('a', 2), await replica.consume('a', 1)].map(({ allowed }) => allowed),
      [true, false],
    );
  await server.start();
  await until(() => links.every(({ up }) => up));
  t.like(await second.consume('a', 1), { allowed: true, remaining: 0 });
  t.false((await first.consume('a', 1)).allowed);
});
