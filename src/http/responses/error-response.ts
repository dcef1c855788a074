import { ServiceError } from '../../errors.js';
import type { Log } from '../../telemetry/log.js';
import { ClientGone } from '../requests/client-gone.js';
import type { Context, Next } from '../context.js';
import { sendJson } from './json-response.js';

/** Seconds to wait before trying again, where the error itself does not say. */
const DEFAULT_RETRY_AFTER = 1;

/** Turns whatever fails into the contract's JSON. The only place where errors become responses. */
export function errorResponse(log: Log) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGone) return;
      if (error instanceof ServiceError) sendServiceError(ctx, error);
      else {
        log.error({ err: error, method: ctx.method, path: ctx.path }, 'internal error');
        sendJson(ctx, 500, errorBody('internal_error', 'something went wrong on our side'));
      }
    }
  };
}

/** The JSON of an error. `upstreamStatus` is what an image's server answered with. */
export function errorBody(code: string, message: string, upstreamStatus?: number) {
  return { error: { code, message, upstream_status: upstreamStatus } };
}

function sendServiceError(ctx: Context, error: ServiceError): void {
  const retryAfter = error.retryAfter ?? (error.status === 503 ? DEFAULT_RETRY_AFTER : undefined);
  if (retryAfter !== undefined) ctx.set('Retry-After', String(Math.ceil(retryAfter)));
  sendJson(ctx, error.status, errorBody(error.code, error.message, error.upstreamStatus));
}
