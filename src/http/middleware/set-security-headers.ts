import type { Context, Next } from '../context.js';
import { SECURITY_HEADERS } from '../responses/security-headers.js';

/** Sets the headers that every answer carries. */
export function setSecurityHeaders(ctx: Context, next: Next): Promise<unknown> {
  for (const [name, value] of SECURITY_HEADERS) ctx.res.setHeader(name, value);
  return next();
}
