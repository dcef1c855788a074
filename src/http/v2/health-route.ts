import { inject, injectable } from 'tsyringe';
import type { Context } from '../context.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';
import { Readiness } from '../server/readiness.js';

/** `GET /v2/health/live` and `GET /v2/health/ready`: the protocol's forms of `/livez` and `/readyz`. */
@injectable()
export class InferenceHealthRoute implements Route {
  readonly access = 'open';

  constructor(@inject(Readiness) private readonly readiness: Readiness) {}

  register(router: ServiceRouter): void {
    router.get('/v2/health/live', (ctx: Context) => {
      sendJson(ctx, 200, { live: true });
    });
    router.get('/v2/health/ready', (ctx: Context) => {
      this.readiness.require();
      sendJson(ctx, 200, { ready: true });
    });
  }
}
