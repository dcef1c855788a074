import 'reflect-metadata';
import test from 'ava';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { MemoryCache } from '../../src/cache/memory-cache.js';
import { readSettings } from '../../src/settings/index.js';
import { classification } from '../helpers/service.js';

function cacheOf(environment: Record<string, string>): MemoryCache {
  return new MemoryCache(readSettings(environment));
}

test('get returns the same object that was set', async (t) => {
  const cache = cacheOf({});
  const result = classification();
  t.true(await cache.set('http://a/', result));
  t.is(await cache.get('http://a/'), result);
  t.is(await cache.get('http://b/'), undefined);
});

test('with CACHE_MAXSIZE=0 nothing is kept', async (t) => {
  const cache = cacheOf({ CACHE_MAXSIZE: '0' });
  t.false(await cache.set('http://a/', classification()));
  t.is(await cache.get('http://a/'), undefined);
});

test('beyond CACHE_MAXSIZE the least recently used result is evicted', async (t) => {
  const cache = cacheOf({ CACHE_MAXSIZE: '2' });
  await cache.set('http://a/', classification());
  await cache.set('http://b/', classification());
  await cache.get('http://a/');
  await cache.set('http://c/', classification());

  t.truthy(await cache.get('http://a/'));
  t.is(await cache.get('http://b/'), undefined);
  t.truthy(await cache.get('http://c/'));
  t.is(cache.size, 2);
});

test('an expired result is dropped, also from the order of use', async (t) => {
  const cache = cacheOf({ CACHE_TTL: '0.01' });
  await cache.set('http://a/', classification());
  while ((await cache.get('http://a/')) !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 5));
  t.is(cache.size, 0);
});

test('it behaves like a plain LRU list', async (t) => {
  const url = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f').map((name) => `http://${name}/`);
  const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set'), url), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (list, size) => {
      const cache = cacheOf({ CACHE_MAXSIZE: String(size) });
      let model: string[] = [];
      for (const [step, key] of list) {
        if (step === 'set') {
          await cache.set(key, classification());
          model = [...model.filter((other) => other !== key), key].slice(-size);
        } else {
          const found = (await cache.get(key)) !== undefined;
          t.is(found, model.includes(key));
          if (found) model = [...model.filter((other) => other !== key), key];
        }
        t.is(cache.size, model.length);
      }
    }),
    { numRuns: 200 },
  );
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
