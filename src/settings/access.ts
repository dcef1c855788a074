import { z } from 'zod';
import { parseApiKeys } from './api-keys.js';
import { wholeNumber } from './values.js';

export type AccessSettings = Readonly<z.output<typeof accessSettings>>;

/** How many requests a client may make in a window. */
export interface RateLimit {
  readonly requests: number;
  /** Seconds. */
  readonly window: number;
}

const RATE_LIMIT =
  'REQUESTS/SECONDS such as 60/60: requests from 1 to 1000000000, seconds from 1 to 86400';

export const accessSettings = z
  .object({
    API_KEYS: z.string().transform(readApiKeys).default([]),
    API_KEYS_FILE: z.string().optional(),
    RATE_LIMIT: z.string().transform(readRateLimit).optional(),
    TRUST_PROXY: wholeNumber(0, 32).default(0),
  })
  .transform((variables) => ({
    /** Keys with all scopes that never expire. */
    keys: variables.API_KEYS,
    /** The path of a file of keys, as given. */
    keysFile: variables.API_KEYS_FILE,
    rateLimit: variables.RATE_LIMIT,
    /** How many proxies in front have their `X-Forwarded-For` believed. */
    trustedProxies: variables.TRUST_PROXY,
  }));

function readApiKeys(text: string, context: z.RefinementCtx) {
  try {
    return parseApiKeys(text);
  } catch (error) {
    context.addIssue(`name:key,name:key, but ${(error as Error).message}`);
    return z.NEVER;
  }
}

function readRateLimit(text: string, context: z.RefinementCtx): RateLimit {
  const [, requests, window] = /^(\d{1,10})\/(\d{1,5})$/.exec(text)?.map(Number) ?? [];
  if (!isFrom1To(1_000_000_000, requests) || !isFrom1To(86_400, window)) {
    context.addIssue(RATE_LIMIT);
    return z.NEVER;
  }
  return { requests, window };
}

function isFrom1To(max: number, value: number | undefined): value is number {
  return value !== undefined && value >= 1 && value <= max;
}
