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

test('a result that was found expires in memory when Redis says, to the second', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  await cacheOf(await openLink(t, server, 'test:'), { CACHE_TTL: '86400' }).set(
    'a',
    classification(),
  );
  const link = await openLink(t, server, 'test:');
  const cache = cacheOf(link);
  t.truthy(await cache.get('a'));
  await server.kill();
  await until(() => !link.up);
  t.truthy(await after(86_350, () => cache.get('a')));
  t.is(await after(86_400, () => cache.get('a')), undefined);
});

/** What `look` sees when that many seconds have gone by. */
function after<T>(seconds: number, look: () => T): T {
  const { now } = Date;
  Date.now = () => now() + 1000 * seconds;
  try {
    return look();
  } finally {
    Date.now = now;
  }
}

test('says where results were found, and how many there are', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const first = cacheOf(await openLink(t, server, 'test:'));
  const link = await openLink(t, server, 'test:');
  const second = cacheOf(link);
  t.deepEqual(second.found, { memory: 0, redis: 0 });
  t.deepEqual(second.statistics, { entries: 0, evictions: 0 });
  for (const key of ['a', 'b']) await first.set(key, classification());
  t.deepEqual(first.statistics, { entries: 2, evictions: 0 });
  for (const key of ['a', 'a', 'a']) await second.get(key);
  t.deepEqual(second.found, { memory: 2, redis: 1 });
  await server.kill();
  await until(() => !link.up);
  t.deepEqual(second.statistics, { entries: 1, evictions: 0 });
});

test('Redis is told of 100 local hits at once', async (t) => {
  if (withoutRedis(t)) return;
  const link = await openLink(t, await startRedis(t));
  const cache = cacheOf(link);
  const keys = Array.from({ length: 100 }, (_, index) => String(index));
  for (const key of keys) await cache.set(key, classification());
  const { sent } = link;
  for (const key of keys.slice(1)) await cache.get(key);
  t.is(link.sent, sent);
  await cache.get('0');
  t.is(link.sent, sent + 1);
});

test('without Redis, the last 1,024 results are found', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const link = await openLink(t, server);
  await server.kill();
  await until(() => !link.up);
  const cache = cacheOf(link, { CACHE_MAXSIZE: '2000' });
  for (let key = 0; key <= 1024; key++) await cache.set(String(key), classification());
  t.is(await cache.get('0'), undefined);
  t.truthy(await cache.get('1'));
  t.is(cache.statistics.entries, 1024);
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
