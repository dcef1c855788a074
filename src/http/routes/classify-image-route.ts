import { inject, injectable } from 'tsyringe';
import { ClassifyImage } from '../../classification/classify-image.js';
import { describe } from '../responses/classification-response.js';
import { ServiceError } from '../../errors.js';
import { parseImageUrl } from '../../fetch/image-url.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../../fetch/image-fetcher.js';
import { SERVED_MODEL, type ServedModel } from '../../model/served-model.js';
import { UrlSource } from '../../classification/url-source.js';
import { hangUpSignal } from '../requests/client-gone.js';
import type { Context } from '../context.js';
import { readJsonObject } from '../requests/json-body.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';
import { setWorkHeaders } from '../responses/cache-headers.js';

const TOP_K_MAX = 1000;

/** `POST /classify-image`: what is in the image behind a URL. */
@injectable()
export class ClassifyImageRoute implements Route {
  constructor(
    @inject(ClassifyImage) private readonly classifyImage: ClassifyImage,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(SERVED_MODEL) private readonly model: ServedModel,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/classify-image', async (ctx: Context) => {
      const { url, topK } = parseRequest(await readJsonObject(ctx));
      const { arrivedAt } = ctx.state;
      const answer = await this.classifyImage.answer({
        source: new UrlSource(url, this.fetcher),
        arrivedAt,
        hangUpSignal: () => hangUpSignal(ctx.res),
      });
      setWorkHeaders(ctx.res, answer);
      sendJson(ctx, 200, describe(answer, this.model.labels, topK));
    });
  }
}

/** @throws ServiceError `invalid_request`, `invalid_url` */
function parseRequest({ image_url, top_k }: Record<string, unknown>) {
  if (typeof image_url !== 'string')
    throw new ServiceError('invalid_request', 'image_url is required and must be a string');
  if (top_k !== undefined && !isTopK(top_k))
    throw new ServiceError('invalid_request', `top_k must be an integer from 1 to ${TOP_K_MAX}`);
  return { url: parseImageUrl(image_url), topK: top_k };
}

function isTopK(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= TOP_K_MAX;
}
