import type { Context } from '../context.js';

/** Headers as names and values in turn, the form that Node.js writes fastest. */
export type HeaderList = readonly string[];

/**
 * Answers at once: headers that are set afterwards have no effect.
 *
 * Writes the head past Koa, as one array. Header by header, and Koa's own bookkeeping of the body, take a
 * tenth of the time of an answer from the cache.
 */
export function send(
  ctx: Context,
  status: number,
  headers: HeaderList,
  body?: string | Uint8Array,
): void {
  ctx.respond = false;
  ctx.res.writeHead(status, headers as string[]).end(body);
}
