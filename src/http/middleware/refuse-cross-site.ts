import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../errors.js';
import type { Context, Next } from '../context.js';

/**
 * Refuses what a browser sends for a page of another origin: where no key is asked for, such a page
 * could use the service behind the back of whoever looks at it. Other clients send neither header.
 *
 * @throws ServiceError `forbidden`
 */
export function refuseCrossSite(ctx: Context, next: Next): Promise<unknown> {
  const { headers, method = '' } = ctx.req;
  if (isCrossSite(headers) && !isNavigation(headers, method))
    throw new ServiceError(
      'forbidden',
      'a page of another origin may not use this service: ask from a page of its own, or configure keys',
    );
  return next();
}

/**
 * No page can forge Sec-Fetch-Site. Browsers send it over HTTPS and to localhost; elsewhere Origin must
 * do, which they send with all requests but GET and HEAD, whose answers other pages cannot read.
 *
 * A sibling domain or another port (`same-site`) is another origin, and not trusted.
 */
function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  return origin !== undefined && !isOriginOf(origin, host ?? '');
}

/** A link to a GET route leads to a page that whoever clicked it sees, and nobody else. */
function isNavigation(headers: IncomingHttpHeaders, method: string): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

/** Whether a host is that of an origin, with or without the default port. */
function isOriginOf(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return originHost !== '' && URL.canParse(own) && new URL(own).host === originHost;
}
