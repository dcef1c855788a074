import { inject, injectable } from 'tsyringe';
import { Metrics } from '../../telemetry/metrics/metrics.js';
import type { Context } from '../context.js';
import type { Route, ServiceRouter } from '../route.js';

/** `GET /metrics`: the text format of Prometheus. */
@injectable()
export class MetricsRoute implements Route {
  readonly access = 'metrics';

  constructor(@inject(Metrics) private readonly metrics: Metrics) {}

  register(router: ServiceRouter): void {
    router.get('/metrics', async (ctx: Context) => {
      const text = await this.metrics.text();
      ctx.status = 200;
      ctx.res.setHeader('Content-Type', this.metrics.contentType);
      ctx.body = text;
    });
  }
}
