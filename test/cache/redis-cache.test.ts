import 'reflect-metadata';
import test from 'ava';
import { RedisCache } from '../../src/cache/redis-cache.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { readSettings } from '../../src/settings/index.js';
import { openLink } from '../helpers/redis-link.js';
import { shareRedis, startRedis, withoutRedis } from '../helpers/redis-server.js';
import { classification, LABELS, until } from '../helpers/service.js';
import { testCache } from './cache-behaviour.js';

const shared = shareRedis();

function cacheOf(link: RedisLink, environment: Record<string, string> = {}): RedisCache {
  return new RedisCache(readSettings(environment).cache, link, () => LABELS.length);
}

testCache(
  async (t, environment) => {
    const redis = shared(t);
    return redis && cacheOf(await openLink(t, redis), environment);
  },
  {
    numRuns: 50,
  },
);

test('what one replica stores another one finds, to the bit', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const first = cacheOf(await openLink(t, server, 'test:'));
  const second = cacheOf(await openLink(t, server, 'test:'));
  await first.set('a', classification());
  t.deepEqual(await second.get('a'), classification());
});

test('a result that was found expires when Redis says, not CACHE_TTL later', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const first = cacheOf(await openLink(t, server, 'test:'), { CACHE_TTL: '0.5' });
  const second = cacheOf(await openLink(t, server, 'test:'), { CACHE_TTL: '86400' });
  do await first.set('a', classification());
  while ((await second.get('a')) === undefined);
  while ((await second.get('a')) !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await until(() => server.cli('keys', '*value*') === '');
  t.pass();
});

test('results that only local hits have kept in use are not evicted', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const environment = { CACHE_MAXSIZE: '2' };
  const first = cacheOf(await openLink(t, server, 'test:'), environment);
  await first.set('a', classification());
  await first.set('b', classification());
  await first.get('a');
  await first.set('c', classification());
  const second = cacheOf(await openLink(t, server, 'test:'), environment);
  t.truthy(await second.get('a'));
  t.is(await second.get('b'), undefined);
});

test('while Redis is away, the results of this process are found', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const link = await openLink(t, server, 'test:');
  const cache = cacheOf(link);
  await cache.set('a', classification());
  await server.kill();
  t.true(await cache.set('b', classification()));
  t.deepEqual(await cache.get('a'), classification());
  t.deepEqual(await cache.get('b'), classification());
  t.is(await cache.get('c'), undefined);
});

test('what is no result of the model is not found', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  await cacheOf(await openLink(t, server, 'test:')).set('a', classification());
  const key = server.cli('keys', '*value*');
  server.cli('set', key, 'no result', 'px', '60000');
  t.is(await cacheOf(await openLink(t, server, 'test:')).get('a'), undefined);
});
