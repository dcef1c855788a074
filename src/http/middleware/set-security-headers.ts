import type { Context, Next } from '../context.js';
import { SECURITY_HEADERS } from '../responses/security-headers.js';

/** Sets the headers that every answer carries, on answers that `sendJson` has not sent with them. */
export async function setSecurityHeaders(ctx: Context, next: Next): Promise<void> {
  await next();
  if (ctx.headerSent) return;
  for (const [name, value] of SECURITY_HEADERS) ctx.res.setHeader(name, value);
}
