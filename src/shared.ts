import 'reflect-metadata';
import { hash } from 'node:crypto';
import type { Access } from './access/access.js';
import type { RateLimiter } from './access/rate-limiter.js';
import { RedisCache } from './cache/redis-cache.js';
import { RedisClaims } from './classification/redis-claims.js';
import { monotonicClock } from './clock.js';
import type { Closeable } from './closing.js';
import type { ServedModels } from './model/served-models.js';
import { MemoryMonitor } from './monitor/memory-monitor.js';
import { RedisMonitor } from './monitor/redis-monitor.js';
import { RedisLink } from './redis/redis-link.js';
import type { Settings } from './settings/index.js';
import type { Log } from './telemetry/log.js';

/** What replicas share through Redis. */
export interface Shared extends Closeable {
  readonly link: Pick<RedisLink, 'up' | 'sent' | 'failed' | 'timed'>;
  readonly cache: RedisCache;
  readonly monitor: RedisMonitor;
  /** undefined: no limit. */
  readonly limiter: RateLimiter | undefined;
  /** undefined: nothing that another replica does would be kept. */
  readonly claims: RedisClaims | undefined;
}

/** The version of what is in Redis: another one never reads it. */
const LAYOUT = 1;

/** @returns undefined without `REDIS_URL` */
export async function openShared({
  settings,
  log,
  access,
  models,
}: {
  readonly settings: Settings;
  readonly log: Log;
  readonly access: Access;
  readonly models: ServedModels;
}): Promise<Shared | undefined> {
  const { address } = settings.redis;
  if (address === undefined) return undefined;
  const link = await RedisLink.open(address, prefixFor(models), log);
  const own = new MemoryMonitor(settings, monotonicClock);
  const monitor = new RedisMonitor(settings.monitor, link, own, log);
  return {
    link,
    monitor,
    cache: new RedisCache(settings.cache, link, (key) => classesOf(models, key)),
    limiter: await openLimiter(settings, access, link),
    claims: settings.cache.maxSize > 0 ? new RedisClaims(link) : undefined,
    close: async () => {
      await monitor.close();
      link.close();
    },
  };
}

/** The library takes 9 MB: it is loaded only when there is a limit. */
async function openLimiter(
  { access: { rateLimit } }: Settings,
  { limiter }: Access,
  link: RedisLink,
): Promise<RateLimiter | undefined> {
  if (rateLimit === undefined || limiter === undefined) return undefined;
  const { RedisRateLimiter } = await import('./access/redis-rate-limiter.js');
  return new RedisRateLimiter(rateLimit, link, limiter);
}

/** Tells the models apart: while replicas are updated, old and new ones never share anything. */
function prefixFor({ all }: ServedModels): string {
  const identities = all.map(({ identity }) => identity).sort();
  return `image-classifier:${LAYOUT}:${hash('sha256', identities.join(' ')).slice(0, 32)}:`;
}

/** A key starts with the identity of its model. */
function classesOf({ all }: ServedModels, key: string): number | undefined {
  return all.find(({ identity }) => key.startsWith(identity))?.labels.length;
}
