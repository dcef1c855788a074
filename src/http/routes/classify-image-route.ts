import { inject, injectable } from 'tsyringe';
import { ClassifyImage } from '../../classification/classify-image.js';
import { describe } from '../responses/classification-response.js';
import { UrlSource } from '../../classification/url-source.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../../fetch/image-fetcher.js';
import { SERVED_MODEL, type ServedModel } from '../../model/served-model.js';
import { parseClassifyImageRequest } from '../requests/classify-image-request.js';
import { hangUpSignal } from '../requests/client-gone.js';
import type { Context } from '../context.js';
import { readJsonObject } from '../requests/json-body.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';
import { setWorkHeaders } from '../responses/cache-headers.js';

/** `POST /classify-image`: classifies the image at a URL. */
@injectable()
export class ClassifyImageRoute implements Route {
  constructor(
    @inject(ClassifyImage) private readonly classifyImage: ClassifyImage,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(SERVED_MODEL) private readonly model: ServedModel,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/classify-image', async (ctx: Context) => {
      const { url, topK } = parseClassifyImageRequest(await readJsonObject(ctx));
      const { arrivedAt, record } = ctx.state;
      record.image = url;
      const answer = await this.classifyImage.answer({
        source: new UrlSource(url, this.fetcher),
        arrivedAt,
        hangUpSignal: () => hangUpSignal(ctx.res),
        recorder: record,
      });
      setWorkHeaders(ctx.res, answer);
      sendJson(ctx, 200, describe(answer, this.model.labels, topK));
    });
  }
}
