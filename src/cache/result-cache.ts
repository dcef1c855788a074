import type { Classification } from '../inference/classifier.js';

/** Keeps the classification of a URL for `CACHE_TTL` seconds. */
export interface ResultCache {
  get(url: string): Promise<Classification | undefined>;
  set(url: string, classification: Classification): Promise<void>;
}

export const RESULT_CACHE = Symbol('ResultCache');
