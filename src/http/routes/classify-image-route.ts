import { inject, injectable } from 'tsyringe';
import { ClassifyImage } from '../../classification/classify-image.js';
import { describe, describeByModel } from '../responses/classification-response.js';
import { UrlSource } from '../../classification/url-source.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../../fetch/image-fetcher.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import { parseClassifyImageRequest } from '../requests/classify-image-request.js';
import { hangUpSignal } from '../requests/client-gone.js';
import type { Context } from '../context.js';
import { readJsonObject } from '../requests/json-body.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';
import { cacheHeaders } from '../responses/cache-headers.js';

/** `POST /classify-image`: classifies the image at a URL. */
@injectable()
export class ClassifyImageRoute implements Route {
  readonly access = 'classify';

  constructor(
    @inject(ClassifyImage) private readonly classifyImage: ClassifyImage,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(SERVED_MODELS) private readonly served: ServedModels,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/classify-image', async (ctx: Context) => {
      const body = await readJsonObject(ctx);
      const { url, topK, models, byModel } = parseClassifyImageRequest(body, this.served);
      const { arrivedAt, record } = ctx.state;
      record.image = url;
      const answer = await this.classifyImage.answer({
        source: new UrlSource(url, this.fetcher),
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
    });
  }
}
