import test from 'ava';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryRateLimiter } from '../../src/access/memory-rate-limiter.js';
import { DAY, testLimiter } from './limiter-behaviour.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

testLimiter((_t, limit) => Promise.resolve(new MemoryRateLimiter(limit)));

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
