import { inject, injectable } from 'tsyringe';
import { REQUEST_MONITOR, type RequestMonitor } from '../../monitor/request-monitor.js';
import { SETTINGS, type Settings } from '../../settings/index.js';
import type { Context } from '../context.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';

/** `GET /report`: the most requested URLs of the window. */
@injectable()
export class ReportRoute implements Route {
  constructor(
    @inject(REQUEST_MONITOR) private readonly monitor: RequestMonitor,
    @inject(SETTINGS) private readonly settings: Settings,
  ) {}

  register(router: ServiceRouter): void {
    router.get('/report', async (ctx: Context) => {
      const rows = await this.monitor.report();
      sendJson(ctx, 200, rows.size > 0 ? Object.fromEntries(rows) : this.#nothingYet());
    });
  }

  #nothingYet() {
    const window = this.settings.monitor.window;
    return { message: `service has no classify-image requests within ${window}s` };
  }
}
