import { MemoryRateLimiter } from '../../src/access/memory-rate-limiter.js';
import { RedisRateLimiter } from '../../src/access/redis-rate-limiter.js';
import { RedisCache } from '../../src/cache/redis-cache.js';
import { RedisClaims } from '../../src/classification/redis-claims.js';
import { monotonicClock } from '../../src/clock.js';
import type { Classification } from '../../src/inference/classifier.js';
import { MemoryMonitor } from '../../src/monitor/memory-monitor.js';
import { RedisMonitor } from '../../src/monitor/redis-monitor.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import { readSettings } from '../../src/settings/index.js';
import { parseRedisAddress } from '../../src/settings/redis-address.js';
import type { RedisServer } from '../redis/redis-server.js';
import { perStep, usageOf } from './redis-info.js';

/** Operations of each kind, and how many are under way at once. */
const COUNT = 20_000;
const CONCURRENCY = 64;
/** As long as many that are classified. */
const URL_LENGTH = 80;
/** ImageNet's. */
const CLASSES = 1000;

export interface OperationCost {
  readonly what: string;
  readonly perSecond: number;
  /** Microseconds of Redis's processor time. */
  readonly redisMicroseconds: number;
  /** Bytes that one operation leaves in Redis. */
  readonly memory: number;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The service's own operations, without the service: what one Redis can do. */
export async function measureOperations(server: RedisServer): Promise<OperationCost[]> {
  const address = parseRedisAddress(server.url);
  if (address === undefined) throw new Error(server.url);
  const link = await RedisLink.open(address, 'sizing:', quiet);
  const settings = readSettings({
    CACHE_MAXSIZE: String(2 * COUNT),
    MONITOR_MAXSIZE: String(2 * COUNT),
  });
  const cacheOf = () => new RedisCache(settings.cache, link, () => CLASSES);
  const writing = cacheOf();
  const reading = cacheOf();
  const own = new MemoryMonitor(settings, monotonicClock);
  const monitor = new RedisMonitor(settings.monitor, link, own, quiet);
  const limit = { requests: 1_000_000, window: 86_400 };
  const limiter = new RedisRateLimiter(limit, link, new MemoryRateLimiter(limit));
  const claims = new RedisClaims(link);
  const result: Classification = {
    probabilities: new Float32Array(CLASSES).fill(1 / CLASSES),
    timings: { queue: 1, decode: 2, inference: 3 },
  };
  const run = (what: string, operation: (index: number) => Promise<unknown>) =>
    measure(what, server, operation);
  try {
    return [
      await run('write a result', (index) => writing.set(urlOf(index), result)),
      await run('read a result', (index) => reading.get(urlOf(index))),
      await run('claim work and release it', async (index) =>
        (await claims.claim(urlOf(index)))?.(),
      ),
      await run('count a request of a new URL', (index) => monitor.record(urlOf(index), 0.01)),
      await run('count a request of a known URL', (index) => monitor.record(urlOf(index), 0.01)),
      await run('limit a new client', (index) => limiter.consume(`address 192.0.2.${index}`, 1)),
      await run('limit a known client', (index) => limiter.consume(`address 192.0.2.${index}`, 1)),
    ];
  } finally {
    link.close();
  }
}

function urlOf(index: number): string {
  return `https://example.com/images/${index}`.padEnd(URL_LENGTH, 'x');
}

async function measure(
  what: string,
  server: RedisServer,
  operation: (index: number) => Promise<unknown>,
): Promise<OperationCost> {
  let next = 0;
  const work = async () => {
    while (next < COUNT) await operation(next++);
  };
  const before = usageOf(server);
  const start = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const seconds = (performance.now() - start) / 1000;
  const { cpu, memory } = perStep(before, usageOf(server), COUNT);
  return { what, perSecond: COUNT / seconds, redisMicroseconds: cpu, memory };
}
