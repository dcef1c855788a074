import { inject, injectable } from 'tsyringe';
import { ClassifyImage } from '../../classification/classify-image.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import type { Context } from '../context.js';
import { CLASSIFY_IMAGE_FORM } from '../requests/classify-image-request.js';
import { hangUpSignal } from '../requests/client-gone.js';
import { ImageRequests } from '../requests/image-requests.js';
import { findModels } from '../requests/model-option.js';
import { cacheHeaders } from '../responses/cache-headers.js';
import { describe, describeByModel } from '../responses/classification-response.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';

/** `POST /classify-image`: classifies the image at a URL, or the one that is sent. */
@injectable()
export class ClassifyImageRoute implements Route {
  readonly access = 'classify';

  constructor(
    @inject(ImageRequests) private readonly requests: ImageRequests,
    @inject(ClassifyImage) private readonly classifyImage: ClassifyImage,
    @inject(SERVED_MODELS) private readonly served: ServedModels,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/classify-image', (ctx: Context) =>
      this.requests.with(ctx, CLASSIFY_IMAGE_FORM, async ({ source, options }) => {
        const { models, byModel } = findModels(options.model, this.served);
        const { top_k: topK } = options;
        const { arrivedAt, record } = ctx.state;
        const answer = await this.classifyImage.answer({
          source,
          models,
          arrivedAt,
          hangUpSignal: () => hangUpSignal(ctx.res),
          recorder: record,
        });
        sendJson(
          ctx,
          200,
          byModel ? describeByModel(answer, models, topK) : describe(answer, models[0], topK),
          cacheHeaders(answer),
        );
      }),
    );
  }
}
