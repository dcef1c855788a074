import type { Context } from '../context.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { type HeaderList, send } from './send.js';

const COMMON_HEADERS: HeaderList = [
  ...SECURITY_HEADERS.flat(),
  ...['Content-Type', 'application/json; charset=utf-8'],
];

/** Answers with JSON, at once. Serialises first, so that a failure still becomes an error response. */
export function sendJson(
  ctx: Context,
  status: number,
  body: object,
  headers: HeaderList = [],
): void {
  const text = JSON.stringify(body);
  const length = ['Content-Length', String(Buffer.byteLength(text))];
  send(ctx, status, [...COMMON_HEADERS, ...headers, ...length], text);
}
