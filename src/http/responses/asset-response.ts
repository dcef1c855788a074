import type { Context } from '../context.js';
import type { Asset, WebAssets } from '../../web/web-assets.js';
import { hasEtag } from './has-etag.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { send } from './send.js';

/**
 * What the page may do: load its own modules, styles and images, show images that were chosen, and ask
 * this service. Nothing inline, nothing from elsewhere, no HTML made of text.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Instead of those of other answers, of the same name. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  // Kept, and asked for again each time, which costs a 304: a new version is seen at once.
  'Cache-Control': 'no-cache',
};

const HEADERS: readonly string[] = SECURITY_HEADERS.flatMap(([name, value]) => [
  name,
  PAGE_HEADERS[name] ?? value,
]);

/**
 * Answers with a file of the page in the best form that the client takes, or with 304 if it has it.
 *
 * @param vary other request headers that the choice of this asset depends on
 */
export async function sendAsset(
  ctx: Context,
  assets: WebAssets,
  [name, asset]: readonly [name: string, asset: Asset],
  vary = '',
): Promise<void> {
  const encoding = asset.encodings.find((form) => ctx.acceptsEncodings(form)) ?? 'identity';
  const headers = [...HEADERS, 'ETag', asset.etag, 'Vary', `${vary}Accept-Encoding`];
  if (hasEtag(ctx, asset.etag)) {
    send(ctx, 304, headers);
    return;
  }
  const content = await assets.read(name, encoding);
  headers.push('Content-Type', asset.type, 'Content-Length', String(content.length));
  if (encoding !== 'identity') headers.push('Content-Encoding', encoding);
  send(ctx, 200, headers, content);
}
