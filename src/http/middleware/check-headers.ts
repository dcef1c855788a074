import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../errors.js';
import type { Context, Next } from '../context.js';

/** Headers that two readers may understand differently when they are repeated. */
const SINGLE_HEADERS = new Set([
  'host',
  'content-type',
  'content-encoding',
  'authorization',
  'x-api-key',
]);

/**
 * Refuses requests that the HTTP parser accepts but that are ambiguous (RFC 9112, 3.2 for Host).
 *
 * @throws ServiceError `invalid_request`
 */
export function checkHeaders(ctx: Context, next: Next): Promise<unknown> {
  requireHost(ctx.req);
  refuseRepeated(ctx.req.rawHeaders);
  return next();
}

function requireHost({ headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === '1.1')
    throw new ServiceError('invalid_request', 'the request has no Host header');
}

/** @param rawHeaders names and values in turn */
function refuseRepeated(rawHeaders: readonly string[]): void {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.includes(name))
      throw new ServiceError('invalid_request', `the request has more than one ${name} header`);
    seen.push(name);
  }
}
