import type { ServerResponse } from 'node:http';
import type { Allowance, RateLimiter } from '../../access/rate-limiter.js';

/**
 * Sets `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): the quota and the
 * window in seconds, and what is left of both.
 */
export function setRateLimitHeaders(
  response: ServerResponse,
  { quota, window }: Pick<RateLimiter, 'quota' | 'window'>,
  { remaining, resetAfter }: Allowance,
): void {
  response.setHeader('RateLimit-Policy', `"default";q=${quota};w=${window}`);
  response.setHeader('RateLimit', `"default";r=${remaining};t=${resetAfter}`);
}
