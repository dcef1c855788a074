import type { Context } from '../context.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { type HeaderList, send } from './send.js';

/**
 * Answers with a PNG, at once.
 *
 * @param name what it is called when it is saved: letters, digits, `_`, `.` and `-`
 */
export function sendPng(
  ctx: Context,
  png: Uint8Array,
  name: string,
  headers: HeaderList = [],
): void {
  const all = [
    ...SECURITY_HEADERS.flat(),
    ...['Content-Type', 'image/png', 'Content-Disposition', `inline; filename="${name}"`],
    ...headers,
    ...['Content-Length', String(png.byteLength)],
  ];
  send(ctx, 200, all, png);
}
