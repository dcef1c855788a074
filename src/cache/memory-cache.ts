import NodeCache from 'node-cache';
import { inject, injectable } from 'tsyringe';
import type { Classification } from '../inference/classifier.js';
import { type Entry, RecencyList } from '../recency-list.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import type { ResultCache } from './result-cache.js';

/** Seconds between two sweeps for what has expired and is never asked for again. */
const SWEEP_PERIOD = 60;

interface Kept {
  readonly classification: Classification;
  readonly use: Entry<string>;
}

/**
 * Results in memory: node-cache lets them go after `CACHE_TTL`; beyond `CACHE_MAXSIZE` the least
 * recently used one goes first, which node-cache does not do by itself.
 */
@injectable()
export class MemoryCache implements ResultCache {
  private readonly maxSize: number;
  private readonly entries: NodeCache;
  private readonly keys = new RecencyList<string>();
  private count = 0;

  constructor(@inject(SETTINGS) { cache }: Pick<Settings, 'cache'>) {
    this.maxSize = cache.maxSize;
    // Without clones: nobody changes a Classification, and copying 1,000 floats costs more than a
    // request. node-cache's own timer does not keep the process alive.
    this.entries = new NodeCache({
      stdTTL: cache.ttl,
      checkperiod: SWEEP_PERIOD,
      useClones: false,
    });
    // Emitted for every removal, expiry included.
    this.entries.on('del', (_key: string, { use }: Kept) => {
      this.keys.remove(use);
      this.count--;
    });
  }

  get size(): number {
    return this.count;
  }

  get(key: string): Promise<Classification | undefined> {
    const kept = this.entries.get<Kept>(key);
    if (kept !== undefined) this.keys.touch(kept.use);
    return Promise.resolve(kept?.classification);
  }

  set(key: string, classification: Classification): Promise<boolean> {
    if (this.maxSize === 0) return Promise.resolve(false);
    this.entries.del(key);
    if (this.count >= this.maxSize) this.entries.del(this.keys.oldest ?? '');
    this.entries.set<Kept>(key, { classification, use: this.keys.add(key) });
    this.count++;
    return Promise.resolve(true);
  }

  /** Stops the sweeps. */
  close(): void {
    this.entries.close();
  }
}
