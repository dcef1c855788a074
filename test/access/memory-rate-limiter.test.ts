import test from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryRateLimiter } from '../../src/access/memory-rate-limiter.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A window that no test outlasts. */
const DAY = 86_400;

test('the quota is used up, each client for itself', async (t) => {
  const limiter = new MemoryRateLimiter({ requests: 2, window: DAY });
  t.like(await limiter.consume('a', 1), { allowed: true, remaining: 1 });
  t.like(await limiter.consume('a', 1), { allowed: true, remaining: 0 });
  t.like(await limiter.consume('a', 1), { allowed: false, remaining: 0 });
  t.like(await limiter.consume('b', 1), { allowed: true, remaining: 1 });
});

test('the window begins with the first request and ends in whole seconds', async (t) => {
  const limiter = new MemoryRateLimiter({ requests: 1, window: 2 });
  const start = Date.now();
  t.deepEqual(await limiter.consume('a', 1), { allowed: true, remaining: 0, resetAfter: 2 });
  for (;;) {
    const { allowed, resetAfter } = await limiter.consume('a', 1);
    if (allowed) break;
    t.true(resetAfter === 1 || resetAfter === 2);
    await sleep(50);
  }
  t.true(Date.now() - start >= 1990);
});

test('a request costs what it asks for, and nothing when it is refused', async (t) => {
  const limiter = new MemoryRateLimiter({ requests: 10, window: DAY });
  t.like(await limiter.consume('a', 7), { allowed: true, remaining: 3 });
  t.like(await limiter.consume('a', 4), { allowed: false, remaining: 3 });
  t.like(await limiter.consume('a', 3), { allowed: true, remaining: 0 });
  for (let time = 0; time < 100; time++) t.false((await limiter.consume('a', 1)).allowed);
  t.like(await limiter.consume('a', 0), { allowed: true, remaining: 0 });
});

test('beyond the bound, whoever has asked for nothing for the longest time is forgotten', async (t) => {
  const limiter = new MemoryRateLimiter({ requests: 1, window: DAY }, 3);
  for (const client of ['a', 'b', 'c']) await limiter.consume(client, 1);
  // Refused, but asked.
  await limiter.consume('a', 1);
  await limiter.consume('d', 1);
  for (const client of ['a', 'c', 'd'])
    t.false((await limiter.consume(client, 1)).allowed, `${client} is remembered`);
  t.true((await limiter.consume('b', 1)).allowed, 'b was forgotten');
});

test('a client that goes on is not forgotten, however many others come', async (t) => {
  const limiter = new MemoryRateLimiter({ requests: 1, window: DAY }, 100);
  await limiter.consume('a', 1);
  for (let other = 0; other < 10_000; other++) {
    await limiter.consume(`other ${other}`, 1);
    if (other % 90 === 0) t.false((await limiter.consume('a', 1)).allowed);
  }
});

test('a million addresses take bounded memory', async (t) => {
  const limiter = new MemoryRateLimiter({ requests: 60, window: DAY });
  const used = async (from: number, to: number) => {
    for (let address = from; address < to; address++)
      await limiter.consume(`address ${address >> 16}.${address & 65_535}`, 1);
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const full = await used(0, 200_000);
  const later = await used(200_000, 1_000_000);
  t.true(later < full * 1.2, `${full >> 20} MiB, then ${later >> 20} MiB`);
  t.log(`${later >> 20} MiB`);
});
