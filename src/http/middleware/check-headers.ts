import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../errors.js';

/** Headers whose repetition makes a request mean different things to different readers. */
const ONCE = new Set(['host', 'content-type', 'content-encoding']);

/**
 * Refuses requests that the parser lets pass but that are ambiguous (RFC 9112, 3.2 for Host).
 *
 * @throws ServiceError `invalid_request`
 */
export function checkHeaders(request: IncomingMessage): void {
  if (request.headers.host === undefined && request.httpVersion === '1.1')
    throw new ServiceError('invalid_request', 'the request has no Host header');
  const { rawHeaders } = request;
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!ONCE.has(name)) continue;
    if (seen.includes(name))
      throw new ServiceError('invalid_request', `the header ${name} is there more than once`);
    seen.push(name);
  }
}
