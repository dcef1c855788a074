import { inject, injectable } from 'tsyringe';
import type { Context } from '../context.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';
import { Readiness } from '../server/readiness.js';
import { InferenceModels } from './inference-models.js';
import { modelConfig } from './model-config.js';
import { modelMetadata } from './model-metadata.js';
import { modelOf, modelPaths } from './model-paths.js';
import { SERVER_METADATA_BODY } from './server-metadata.js';

/** `GET /v2`, and what there is to know of each model. */
@injectable()
export class InferenceMetadataRoute implements Route {
  readonly access = 'classify';

  constructor(
    @inject(InferenceModels) private readonly models: InferenceModels,
    @inject(Readiness) private readonly readiness: Readiness,
  ) {}

  register(router: ServiceRouter): void {
    router.get('/v2', (ctx: Context) => {
      sendJson(ctx, 200, SERVER_METADATA_BODY);
    });
    for (const path of modelPaths(''))
      router.get(path, (ctx: Context) => {
        sendJson(ctx, 200, modelMetadata(modelOf(ctx, this.models)));
      });
    for (const path of modelPaths('/config'))
      router.get(path, (ctx: Context) => {
        sendJson(ctx, 200, modelConfig(modelOf(ctx, this.models)));
      });
    for (const path of modelPaths('/ready'))
      router.get(path, (ctx: Context) => {
        const { name } = modelOf(ctx, this.models);
        this.readiness.require();
        sendJson(ctx, 200, { name, ready: true });
      });
  }
}
