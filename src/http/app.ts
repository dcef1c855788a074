import Router from '@koa/router';
import Koa from 'koa';
import { inject, injectable, injectAll } from 'tsyringe';
import { CLOCK, type Clock } from '../clock.js';
import { LOG, type Log } from '../telemetry/log.js';
import type { RequestState } from './context.js';
import { errorResponse } from './responses/error-response.js';
import { checkHeaders } from './middleware/check-headers.js';
import { ROUTE, type Route } from './route.js';
import { setSecurityHeaders } from './responses/security-headers.js';
import { unmatched } from './middleware/unmatched.js';

/** The service as a Koa application: what happens to every request, in order. */
@injectable()
export class App {
  readonly koa = new Koa<RequestState>();

  constructor(@injectAll(ROUTE) routes: Route[], @inject(CLOCK) now: Clock, @inject(LOG) log: Log) {
    const router = new Router<RequestState>({ sensitive: true });
    for (const route of routes) route.register(router);

    this.koa.use((ctx, next) => {
      ctx.state.arrivedAt = now();
      setSecurityHeaders(ctx.res);
      return next();
    });
    this.koa.use(errorResponse(log));
    this.koa.use((ctx, next) => {
      checkHeaders(ctx.req);
      return next();
    });
    this.koa.use(router.routes());
    this.koa.use(unmatched);

    // Only what fails while an answer is being sent comes here: most often the client hung up.
    this.koa.on('error', (err: NodeJS.ErrnoException) => {
      if (err.code !== 'ECONNRESET' && err.code !== 'EPIPE')
        log.error({ err }, 'an answer could not be sent');
    });
  }
}
