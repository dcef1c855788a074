import NodeCache from 'node-cache';
import { inject, injectable } from 'tsyringe';
import type { Classification } from '../inference/classifier.js';
import { SETTINGS, type Settings } from '../settings.js';
import type { ResultCache } from './result-cache.js';

/** Seconds between two sweeps for what has expired and is never asked for again. */
const SWEEP_PERIOD = 60;

/**
 * Results in memory: node-cache lets them go after `CACHE_TTL`; beyond `CACHE_MAXSIZE` the least
 * recently used one goes first, which node-cache does not do by itself.
 */
@injectable()
export class MemoryCache implements ResultCache {
  readonly #maxSize: number;
  readonly #entries: NodeCache;
  /** The URLs kept, least recently used first: a Set remembers the order of insertion. */
  readonly #recency = new Set<string>();

  constructor(@inject(SETTINGS) settings: Settings) {
    this.#maxSize = settings.cacheMaxSize;
    // Without clones: nobody changes a Classification, and copying 1,000 floats costs more than a
    // request. node-cache's own timer does not keep the process alive.
    this.#entries = new NodeCache({
      stdTTL: settings.cacheTtl,
      checkperiod: SWEEP_PERIOD,
      useClones: false,
    });
    // Emitted for every removal, expiry included.
    this.#entries.on('del', (url: string) => this.#recency.delete(url));
  }

  get size(): number {
    return this.#recency.size;
  }

  get(url: string): Promise<Classification | undefined> {
    const classification = this.#entries.get<Classification>(url);
    if (classification !== undefined) this.#touch(url);
    return Promise.resolve(classification);
  }

  set(url: string, classification: Classification): Promise<boolean> {
    if (this.#maxSize === 0) return Promise.resolve(false);
    this.#entries.set(url, classification);
    this.#touch(url);
    if (this.#recency.size > this.#maxSize) this.#dropLeastRecent();
    return Promise.resolve(true);
  }

  #touch(url: string): void {
    this.#recency.delete(url);
    this.#recency.add(url);
  }

  #dropLeastRecent(): void {
    const [oldest] = this.#recency;
    if (oldest !== undefined) this.#entries.del(oldest);
  }
}
