import test, { type ExecutionContext } from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimiter } from '../../src/access/rate-limiter.js';
import type { RateLimit } from '../../src/settings/access.js';

/** @returns undefined to skip the test */
export type OpenLimiter = (
  t: ExecutionContext,
  limit: RateLimit,
) => Promise<RateLimiter | undefined>;

/** A window that no test outlasts. */
export const DAY = 86_400;

/** What every rate limiter does, wherever it counts. */
export function testLimiter(open: OpenLimiter): void {
  const behaviour = (
    title: string,
    limit: RateLimit,
    check: (t: ExecutionContext, limiter: RateLimiter) => Promise<void>,
  ) => {
    test(title, async (t) => {
      const limiter = await open(t, limit);
      if (limiter !== undefined) await check(t, limiter);
    });
  };

  behaviour(
    'the quota is used up, each client for itself',
    { requests: 2, window: DAY },
    async (t, limiter) => {
      t.like(await limiter.consume('a', 1), { allowed: true, remaining: 1 });
      t.like(await limiter.consume('a', 1), { allowed: true, remaining: 0 });
      t.like(await limiter.consume('a', 1), { allowed: false, remaining: 0 });
      t.like(await limiter.consume('b', 1), { allowed: true, remaining: 1 });
    },
  );

  behaviour(
    'the window begins with the first request and ends in whole seconds',
    { requests: 1, window: 2 },
    async (t, limiter) => {
      const start = Date.now();
      t.deepEqual(await limiter.consume('a', 1), { allowed: true, remaining: 0, resetAfter: 2 });
      for (;;) {
        const { allowed, resetAfter } = await limiter.consume('a', 1);
        if (allowed) break;
        t.true(resetAfter === 1 || resetAfter === 2);
        await sleep(50);
      }
      t.true(Date.now() - start >= 1990);
    },
  );

  behaviour(
    'a request costs what it asks for, and nothing when it is refused',
    { requests: 10, window: DAY },
    async (t, limiter) => {
      t.like(await limiter.consume('a', 7), { allowed: true, remaining: 3 });
      t.like(await limiter.consume('a', 4), { allowed: false, remaining: 3 });
      t.like(await limiter.consume('a', 3), { allowed: true, remaining: 0 });
      for (let time = 0; time < 100; time++) t.false((await limiter.consume('a', 1)).allowed);
      t.like(await limiter.consume('a', 0), { allowed: true, remaining: 0 });
    },
  );
}
