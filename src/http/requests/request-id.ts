import { randomUUID } from 'node:crypto';

/** What tracing systems and proxies make: UUIDs, ULIDs, hex, base64. Nothing that has a meaning in a log. */
const SANE = /^[\w.:/+=@-]{1,128}$/;

/** The client's own id of a request (X-Request-Id) if it is sane, else a new one. */
export function requestId(given: unknown): string {
  return typeof given === 'string' && SANE.test(given) ? given : randomUUID();
}
