import { createHash } from 'node:crypto';
import type { Classification } from '../inference/classifier.js';
import { RedisAway } from '../redis/redis-away.js';
import type { RedisLink } from '../redis/redis-link.js';
import type { Script, ScriptArgument, ScriptReply } from '../redis/script.js';
import type { CacheSettings } from '../settings/cache.js';
import { fromBytes, toBytes } from './classification-bytes.js';
import { MemoryCache } from './memory-cache.js';
import { READ, TOUCH, WRITE } from './redis-scripts.js';
import type { CacheStatistics, ResultCache } from './result-cache.js';

/** Results that this process keeps itself at most. */
const MAX_LOCAL = 1024;
/** Uses of local results that Redis is told of at once. */
const MAX_TOUCHED = 100;

/**
 * Results in Redis, at most `CACHE_MAXSIZE` for all replicas together, and the last ones in memory too. Both
 * expire at the same time. While Redis is away, those in memory are all there is.
 */
export class RedisCache implements ResultCache {
  private readonly local: MemoryCache;
  private readonly tag: string;
  /** Digests of local results that were used, in the order of the last use: Redis keeps them longer. */
  private readonly touched = new Set<string>();
  /** Results found, by where. */
  readonly found = { memory: 0, redis: 0 };
  private entries = 0;
  private evictions = 0;

  /** @param classesOf how many classes the model has that a key starts with; undefined if there is none */
  constructor(
    private readonly settings: CacheSettings,
    private readonly link: RedisLink,
    private readonly classesOf: (key: string) => number | undefined,
  ) {
    const { maxSize, ttl } = settings;
    this.local = new MemoryCache({ cache: { maxSize: Math.min(maxSize, MAX_LOCAL), ttl } });
    this.tag = `${link.prefix}{cache}:`;
  }

  /** What Redis had when this process last wrote, and what this process's results displaced. */
  get statistics(): CacheStatistics {
    return this.link.up
      ? { entries: this.entries, evictions: this.evictions }
      : { entries: this.local.size, evictions: this.evictions };
  }

  async get(key: string): Promise<Classification | undefined> {
    if (this.settings.maxSize === 0) return undefined;
    const digest = digestOf(key);
    const local = await this.local.get(key);
    if (local !== undefined) {
      this.found.memory++;
      this.touch(digest);
      return local;
    }
    const reply = await this.call(READ, digest, [digest]);
    if (!Array.isArray(reply)) return undefined;
    const [bytes, left] = reply as readonly ScriptReply[];
    if (!Buffer.isBuffer(bytes) || typeof left !== 'number' || left < 1) return undefined;
    const found = fromBytes(bytes, this.classesOf(key) ?? 0);
    if (found === undefined) return undefined;
    this.found.redis++;
    await this.local.set(key, found, left / 1000);
    return found;
  }

  async set(key: string, classification: Classification): Promise<boolean> {
    const { maxSize, ttl } = this.settings;
    if (maxSize === 0) return false;
    await this.local.set(key, classification);
    const digest = digestOf(key);
    const milliseconds = Math.max(1, Math.round(ttl * 1000));
    const result = [digest, toBytes(classification), milliseconds, maxSize];
    const reply = await this.call(WRITE, digest, result);
    if (Array.isArray(reply)) {
      const [entries, evicted] = reply as readonly ScriptReply[];
      this.entries = Number(entries);
      this.evictions += Number(evicted);
    }
    return true;
  }

  close(): void {
    this.local.close();
  }

  private touch(digest: string): void {
    this.touched.delete(digest);
    this.touched.add(digest);
    if (this.touched.size >= MAX_TOUCHED) void this.call(TOUCH, digest, []);
  }

  /** @returns undefined while Redis is away */
  private async call(
    script: Script,
    digest: string,
    args: readonly ScriptArgument[],
  ): Promise<ScriptReply | undefined> {
    const keys = ['order', 'expiry', 'uses', `value:${digest}`].map((name) => this.tag + name);
    const touched = [...this.touched];
    this.touched.clear();
    try {
      return await this.link.run((client) =>
        script.run(client, keys, [`${this.tag}value:`, touched.length, ...touched, ...args]),
      );
    } catch (error) {
      if (error instanceof RedisAway) return undefined;
      throw error;
    }
  }
}

/** Keys hold URLs of up to 8,192 characters. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
