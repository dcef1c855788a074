import NodeCache from 'node-cache';
import { inject, injectable } from 'tsyringe';
import type { Classification } from '../inference/classifier.js';
import { type RecencyEntry, RecencyList } from '../recency-list.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import type { CacheStatistics, ResultCache } from './result-cache.js';

/** Seconds between sweeps for expired results that nobody requests again. */
const SWEEP_PERIOD = 60;

interface CacheEntry {
  readonly classification: Classification;
  readonly recency: RecencyEntry<string>;
}

/**
 * Results in memory. node-cache drops them after `CACHE_TTL`; this class adds LRU eviction beyond
 * `CACHE_MAXSIZE`.
 */
@injectable()
export class MemoryCache implements ResultCache {
  private readonly maxSize: number;
  private readonly ttl: number;
  private readonly entries: NodeCache;
  private readonly keys = new RecencyList<string>();
  private count = 0;
  private evictions = 0;

  constructor(@inject(SETTINGS) { cache }: Pick<Settings, 'cache'>) {
    this.maxSize = cache.maxSize;
    this.ttl = cache.ttl;
    // No clones: nobody changes a Classification, and copying 1,000 floats costs more than a request.
    this.entries = new NodeCache({
      stdTTL: cache.ttl,
      checkperiod: SWEEP_PERIOD,
      useClones: false,
    });
    // Emitted for every removal, expiry included.
    this.entries.on('del', (_key: string, { recency }: CacheEntry) => {
      this.keys.remove(recency);
      this.count--;
    });
  }

  get size(): number {
    return this.count;
  }

  get statistics(): CacheStatistics {
    return { entries: this.count, evictions: this.evictions };
  }

  get(key: string): Promise<Classification | undefined> {
    const entry = this.entries.get<CacheEntry>(key);
    if (entry !== undefined) this.keys.touch(entry.recency);
    return Promise.resolve(entry?.classification);
  }

  /** @param ttl seconds, above 0; `CACHE_TTL` by default */
  set(key: string, classification: Classification, ttl = this.ttl): Promise<boolean> {
    if (this.maxSize === 0) return Promise.resolve(false);
    this.entries.del(key);
    if (this.count >= this.maxSize) {
      this.entries.del(this.keys.oldest ?? '');
      this.evictions++;
    }
    this.entries.set<CacheEntry>(key, { classification, recency: this.keys.add(key) }, ttl);
    this.count++;
    return Promise.resolve(true);
  }

  /** Stops the sweeps. */
  close(): void {
    this.entries.close();
  }
}
