import type { Context } from '../context.js';
import type { HeaderList } from './json-response.js';
import { SECURITY_HEADERS } from './security-headers.js';

/**
 * Answers with a PNG, at once: headers that are set afterwards have no effect.
 *
 * @param name what it is called when it is saved: letters, digits, `_`, `.` and `-`
 */
export function sendPng(
  ctx: Context,
  png: Uint8Array,
  name: string,
  headers: HeaderList = [],
): void {
  ctx.respond = false;
  ctx.res
    .writeHead(200, [
      ...SECURITY_HEADERS.flat(),
      ...['Content-Type', 'image/png', 'Content-Disposition', `inline; filename="${name}"`],
      ...headers,
      ...['Content-Length', String(png.byteLength)],
    ])
    .end(png);
}
