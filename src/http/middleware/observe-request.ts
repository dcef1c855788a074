import type { Context, Next } from '../context.js';
import type { RequestObserver } from '../server/request-observer.js';

/** Gives the routes the record of their request, and the client its id. */
export function observeRequest(observer: RequestObserver) {
  return (ctx: Context, next: Next): Promise<unknown> => {
    const record = observer.handled(ctx);
    ctx.state.record = record;
    ctx.res.setHeader('X-Request-Id', record.arrival.id);
    return next();
  };
}
