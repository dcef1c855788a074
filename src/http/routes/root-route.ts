import { inject, injectable } from 'tsyringe';
import { WebAssets } from '../../web/web-assets.js';
import type { Context } from '../context.js';
import { OPERATIONS } from '../openapi/operations.js';
import { sendAsset } from '../responses/asset-response.js';
import { sendJson } from '../responses/json-response.js';
import { serviceOverview } from '../responses/service-overview.js';
import type { Route, ServiceRouter } from '../route.js';

const PAGE = 'index.html';

/** `GET /`: the page for browsers, the list of what there is for everything else. */
@injectable()
export class RootRoute implements Route {
  readonly access = 'open';

  constructor(@inject(WebAssets) private readonly assets: WebAssets) {}

  register(router: ServiceRouter): void {
    router.get('/', (ctx: Context) => {
      const page = this.assets.find(PAGE);
      // curl takes anything, so it gets JSON. A browser asks for HTML first.
      if (page !== undefined && ctx.accepts('json', 'html') === 'html')
        return sendAsset(ctx, this.assets, [PAGE, page], 'Accept, ');
      sendJson(ctx, 200, serviceOverview(OPERATIONS), ['Vary', 'Accept']);
      return;
    });
  }
}
