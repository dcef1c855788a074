import type { Context } from '../context.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Headers as names and values in turn, the form that Node.js writes fastest. */
export type HeaderList = readonly string[];

const COMMON_HEADERS: HeaderList = [
  ...SECURITY_HEADERS.flat(),
  ...['Content-Type', 'application/json; charset=utf-8'],
];

/**
 * Answers with JSON, at once: headers that are set afterwards have no effect. Serialises first, so that
 * a failure still becomes an error response.
 *
 * Writes the head past Koa, as one array. Header by header, and Koa's own bookkeeping of the body, take a
 * tenth of the time of an answer from the cache.
 */
export function sendJson(
  ctx: Context,
  status: number,
  body: object,
  headers: HeaderList = [],
): void {
  const text = JSON.stringify(body);
  const length = ['Content-Length', String(Buffer.byteLength(text))];
  ctx.respond = false;
  ctx.res.writeHead(status, [...COMMON_HEADERS, ...headers, ...length]).end(text);
}
