import { inject, injectable } from 'tsyringe';
import { REQUEST_MONITOR, type RequestMonitor } from '../../monitor/request-monitor.js';
import { SETTINGS, type Settings } from '../../settings/index.js';
import type { Context } from '../context.js';
import { sendJson } from '../responses/json-response.js';
import { reportBody } from '../responses/report-response.js';
import type { Route, ServiceRouter } from '../route.js';

/** `GET /report`: the most requested URLs of the window. */
@injectable()
export class ReportRoute implements Route {
  readonly access = 'report';

  constructor(
    @inject(REQUEST_MONITOR) private readonly monitor: RequestMonitor,
    @inject(SETTINGS) private readonly settings: Settings,
  ) {}

  register(router: ServiceRouter): void {
    router.get('/report', async (ctx: Context) => {
      sendJson(ctx, 200, reportBody(await this.monitor.report(), this.settings.monitor.window));
    });
  }
}
