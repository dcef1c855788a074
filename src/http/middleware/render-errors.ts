import { ServiceError } from '../../errors.js';
import type { Log } from '../../telemetry/log.js';
import type { Context, Next } from '../context.js';
import { ClientGone } from '../requests/client-gone.js';
import { errorResponse } from '../responses/error-response.js';
import { sendJson } from '../responses/json-response.js';
import { errorBody } from '../v2/inference-error.js';

/** Answers with the error that a later middleware or a route throws, and logs unexpected ones. */
export function renderErrors(log: Log) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGone) return;
      if (!(error instanceof ServiceError))
        log.error({ err: error, requestId: ctx.state.record.arrival.id }, 'internal error');
      const response = errorResponse(error);
      ctx.state.record.errorCode = response.body.error.code;
      ctx.set(response.headers);
      sendJson(ctx, response.status, errorBody(ctx.path, response));
    }
  };
}
