import 'reflect-metadata';
import test from 'ava';
import { spawnSync } from 'node:child_process';
import { MemoryCache } from '../../src/cache/memory-cache.js';
import { readSettings } from '../../src/settings/index.js';
import { classification } from '../helpers/service.js';
import { testCache } from './cache-behaviour.js';

function cacheOf(environment: Record<string, string>): MemoryCache {
  return new MemoryCache(readSettings(environment));
}

testCache((_t, environment) => Promise.resolve(cacheOf(environment)));

test('get returns the same object that was set', async (t) => {
  const cache = cacheOf({});
  const result = classification();
  t.true(await cache.set('http://a/', result));
  t.is(await cache.get('http://a/'), result);
  t.is(await cache.get('http://b/'), undefined);
});

test('an expired result is dropped, also from the order of use', async (t) => {
  const cache = cacheOf({ CACHE_TTL: '0.01' });
  await cache.set('http://a/', classification());
  while ((await cache.get('http://a/')) !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 5));
  t.is(cache.size, 0);
});

test('a cache does not keep the process alive', (t) => {
  const module = new URL('../../src/cache/memory-cache.js', import.meta.url).href;
  const program = `
    await import('reflect-metadata');
    const { MemoryCache } = await import('${module}');
    new MemoryCache({ cache: { maxSize: 1, ttl: 3600 } });`;
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 30_000,
    encoding: 'utf8',
  });
  t.is(result.status, 0, result.stderr);
});
