import { inject, injectable } from 'tsyringe';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import type { Context } from '../context.js';
import { sendJson } from '../responses/json-response.js';
import { readinessBody } from '../responses/readiness-response.js';
import { Readiness } from '../server/readiness.js';
import type { Route, ServiceRouter } from '../route.js';

/** `GET /livez`: the process runs. `GET /readyz`: the service wants requests. */
@injectable()
export class HealthRoute implements Route {
  readonly access = 'open';

  constructor(
    @inject(Readiness) private readonly readiness: Readiness,
    @inject(SERVED_MODELS) private readonly served: ServedModels,
  ) {}

  register(router: ServiceRouter): void {
    router.get('/livez', (ctx: Context) => {
      sendJson(ctx, 200, { status: 'live' });
    });
    router.get('/readyz', (ctx: Context) => {
      this.readiness.require();
      sendJson(ctx, 200, readinessBody(this.served.all));
    });
  }
}
