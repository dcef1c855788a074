import { inject, injectable } from 'tsyringe';
import { ServiceError } from '../../errors.js';
import { WebAssets } from '../../web/web-assets.js';
import type { Context } from '../context.js';
import { sendAsset } from '../responses/asset-response.js';
import type { Route, ServiceRouter } from '../route.js';

/** `GET /docs` and the files of both pages, which are the same for everybody. */
@injectable()
export class PageRoute implements Route {
  readonly access = 'open';

  constructor(@inject(WebAssets) private readonly assets: WebAssets) {}

  register(router: ServiceRouter): void {
    router.get('/docs', (ctx: Context) => this.send(ctx, 'docs.html'));
    router.get('/assets/:file', (ctx: Context) =>
      this.send(ctx, ctx.path.slice('/assets/'.length)),
    );
  }

  private send(ctx: Context, name: string): Promise<void> {
    const asset = this.assets.find(name);
    if (asset === undefined) throw new ServiceError('not_found', 'there is nothing at this path');
    return sendAsset(ctx, this.assets, [name, asset]);
  }
}
