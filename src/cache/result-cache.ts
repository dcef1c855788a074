import type { Classification } from '../inference/classifier.js';

export interface CacheStatistics {
  /** Results kept now. */
  readonly entries: number;
  /** Results that made room for others since the start. */
  readonly evictions: number;
}

/**
 * Keeps classifications for `CACHE_TTL` seconds. A key names the model and the image, so that a shared
 * cache never answers for another model.
 */
export interface ResultCache {
  /** For the metrics; undefined if it is not known. */
  readonly statistics?: CacheStatistics;
  get(key: string): Promise<Classification | undefined>;
  /** @returns whether it was stored: always false when the cache is off */
  set(key: string, classification: Classification): Promise<boolean>;
  close(): Promise<void> | void;
}

export const RESULT_CACHE = Symbol('ResultCache');
