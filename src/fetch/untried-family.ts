import { isIP } from 'node:net';
import { innermost } from './fetch-failure.js';
import type { AddressFamily } from './names/name-resolver.js';

/**
 * The address family that a failed request has not tried, or undefined if it connected, tried both,
 * or had an address in its URL. The DNS answer for that family may have come too late.
 *
 * @param host as in `URL.hostname`
 */
export function untriedFamily(error: unknown, host: string): AddressFamily | undefined {
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  const cause = innermost(error);
  const attempts: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const families = new Set(attempts.map(familyOfAttempt));
  if (families.size !== 1) return undefined;
  if (families.has(4)) return 6;
  return families.has(6) ? 4 : undefined;
}

/** The family of the address that could not be connected to; 0 for any other error. */
function familyOfAttempt(error: unknown): number {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'connect')) return 0;
  return 'address' in error && typeof error.address === 'string' ? isIP(error.address) : 0;
}
