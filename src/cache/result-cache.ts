import type { Classification } from '../inference/classifier.js';

/** Keeps the classification of a URL for `CACHE_TTL` seconds. */
export interface ResultCache {
  get(url: string): Promise<Classification | undefined>;
  /** @returns whether it is kept: never when the cache is switched off */
  set(url: string, classification: Classification): Promise<boolean>;
}

export const RESULT_CACHE = Symbol('ResultCache');
