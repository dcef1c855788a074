import { z } from 'zod';
import { seconds, wholeNumber, YEAR } from './values.js';

export type CacheSettings = Readonly<z.output<typeof cacheSettings>>;

export const cacheSettings = z
  .object({
    CACHE_MAXSIZE: wholeNumber(0, 10_000_000).default(1024),
    CACHE_TTL: seconds(YEAR).default(3600),
  })
  .transform((variables) => ({
    /** Maximum number of results; 0 keeps none. */
    maxSize: variables.CACHE_MAXSIZE,
    /** Seconds. */
    ttl: variables.CACHE_TTL,
  }));
