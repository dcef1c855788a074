import type { Context } from '../context.js';

/**
 * Whether the client says by If-None-Match that it has what an answer would carry (RFC 9110, 13.1.2: a weak
 * comparison with each of the tags, or `*`).
 */
export function hasEtag(ctx: Context, etag: string): boolean {
  const opaque = (tag: string) => tag.replace(/^W\//, '');
  return ctx
    .get('if-none-match')
    .split(/\s*,\s*/)
    .some((tag) => tag === '*' || opaque(tag) === opaque(etag));
}
