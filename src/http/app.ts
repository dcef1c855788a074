import Router from '@koa/router';
import Koa from 'koa';
import { inject, injectable, injectAll } from 'tsyringe';
import { CLOCK, type Clock } from '../clock.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import { LOG, type Log } from '../telemetry/log.js';
import type { RequestState } from './context.js';
import { checkHeaders } from './middleware/check-headers.js';
import { checkHost } from './middleware/check-host.js';
import { Guards, type Middleware } from './middleware/guards.js';
import { observeRequest } from './middleware/observe-request.js';
import { recordArrival } from './middleware/record-arrival.js';
import { refuseUnmatched } from './middleware/refuse-unmatched.js';
import { renderErrors } from './middleware/render-errors.js';
import { setSecurityHeaders } from './middleware/set-security-headers.js';
import { type Handler, ROUTE, type Route, type ServiceRouter } from './route.js';
import { RequestObserver } from './server/request-observer.js';

/** The service as a Koa application. */
@injectable()
export class App {
  readonly koa = new Koa<RequestState>();

  constructor(
    @injectAll(ROUTE) routes: Route[],
    @inject(SETTINGS) settings: Settings,
    @inject(CLOCK) now: Clock,
    @inject(LOG) log: Log,
    @inject(Guards) guards: Guards,
    @inject(RequestObserver) observer: RequestObserver,
  ) {
    const router = new Router<RequestState>({ sensitive: true, strict: true });
    for (const route of routes) route.register(guarded(router, guards.before(route)));

    this.koa
      .use(recordArrival(now))
      .use(observeRequest(observer))
      .use(setSecurityHeaders)
      .use(renderErrors(log))
      .use(checkHeaders)
      .use(checkHost(settings.server.host))
      .use(router.routes());
    for (const guard of guards.beforeUnmatched()) this.koa.use(guard);
    this.koa.use(refuseUnmatched(router));

    // Koa emits what fails while an answer is being sent: most often the client hung up.
    this.koa.on('error', (err: NodeJS.ErrnoException) => {
      if (err.code !== 'ECONNRESET' && err.code !== 'EPIPE')
        log.error({ err }, 'an answer could not be sent');
    });
  }
}

/** A router that puts guards before each handler. */
function guarded(router: Router<RequestState>, guards: Middleware[]): ServiceRouter {
  return {
    get: (path: string, handler: Handler) => router.get(path, ...guards, handler),
    post: (path: string, handler: Handler) => router.post(path, ...guards, handler),
  };
}
