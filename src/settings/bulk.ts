import { z } from 'zod';
import { wholeNumber } from './values.js';

export type BulkSettings = Readonly<z.output<typeof bulkSettings>>;

const MAX_RATE = 100_000;

export const bulkSettings = z
  .object({
    BULK_MAX_URLS: wholeNumber(1, 1_000_000_000).default(1_000_000),
    BULK_HOST_RATE: z
      .string()
      .refine(
        (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) <= MAX_RATE,
        `a number of requests a second from 0 to ${MAX_RATE}`,
      )
      .transform(Number)
      .default(10),
    BULK_LOCK_TTL: wholeNumber(1, 3600).default(30),
  })
  .transform((variables) => ({
    /** Of all lists together, added and not collected. */
    maxUrls: variables.BULK_MAX_URLS,
    /** Requests a second to one host, of all workers together; 0 means no limit. */
    hostRate: variables.BULK_HOST_RATE,
    /** Seconds after which the jobs of a dead worker are taken over. */
    lockTtl: variables.BULK_LOCK_TTL,
  }));
