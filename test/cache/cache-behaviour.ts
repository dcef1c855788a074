import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { ResultCache } from '../../src/cache/result-cache.js';
import { classification } from '../helpers/service.js';

/** @returns undefined to skip the test */
export type OpenCache = (
  t: ExecutionContext,
  environment: Record<string, string>,
) => Promise<ResultCache | undefined>;

/** What every cache does, wherever it keeps the results. */
export function testCache(open: OpenCache, { numRuns = 200 } = {}): void {
  const behaviour = (
    title: string,
    environment: Record<string, string>,
    check: (t: ExecutionContext, cache: ResultCache) => Promise<void>,
  ) => {
    test(title, async (t) => {
      const cache = await open(t, environment);
      if (cache !== undefined) await check(t, cache);
    });
  };

  behaviour('a result is kept by its key', {}, async (t, cache) => {
    t.is(await cache.get('http://a/'), undefined);
    t.true(await cache.set('http://a/', classification()));
    t.deepEqual(await cache.get('http://a/'), classification());
    t.is(await cache.get('http://b/'), undefined);
  });

  behaviour('with CACHE_MAXSIZE=0 nothing is kept', { CACHE_MAXSIZE: '0' }, async (t, cache) => {
    t.false(await cache.set('http://a/', classification()));
    t.is(await cache.get('http://a/'), undefined);
  });

  behaviour(
    'beyond CACHE_MAXSIZE the least recently used result is evicted',
    { CACHE_MAXSIZE: '2' },
    async (t, cache) => {
      await cache.set('http://a/', classification());
      await cache.set('http://b/', classification());
      await cache.get('http://a/');
      await cache.set('http://c/', classification());
      t.truthy(await cache.get('http://a/'));
      t.is(await cache.get('http://b/'), undefined);
      t.truthy(await cache.get('http://c/'));
      t.like(cache.statistics, { entries: 2, evictions: 1 });
    },
  );

  behaviour('a result goes after CACHE_TTL', { CACHE_TTL: '0.2' }, async (t, cache) => {
    await cache.set('http://a/', classification());
    while ((await cache.get('http://a/')) !== undefined)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await cache.set('http://b/', classification());
    t.is(cache.statistics?.entries, 1);
  });

  test('it behaves like a plain LRU list', async (t) => {
    const url = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f').map((name) => `http://${name}/`);
    const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set'), url), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (list, size) => {
        const cache = await open(t, { CACHE_MAXSIZE: String(size) });
        if (cache === undefined) return;
        let model: string[] = [];
        for (const [step, key] of list) {
          if (step === 'set') {
            await cache.set(key, classification());
            model = [...model.filter((other) => other !== key), key].slice(-size);
            t.is(cache.statistics?.entries, model.length);
          } else {
            const found = (await cache.get(key)) !== undefined;
            t.is(found, model.includes(key));
            if (found) model = [...model.filter((other) => other !== key), key];
          }
        }
      }),
      { numRuns },
    );
    t.pass();
  });
}
