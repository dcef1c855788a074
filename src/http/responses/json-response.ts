import type { Context } from '../context.js';

/** Answers with JSON. Serialises at once, so that a failure still becomes an error response. */
export function sendJson(ctx: Context, status: number, body: object): void {
  const text = JSON.stringify(body);
  ctx.status = status;
  ctx.res.setHeader('Content-Type', 'application/json; charset=utf-8');
  ctx.body = text;
}
