import { inject, injectable } from 'tsyringe';
import { ExplainImage } from '../../classification/explain-image.js';
import { UrlSource } from '../../classification/url-source.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../../fetch/image-fetcher.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import type { Context } from '../context.js';
import { hangUpSignal } from '../requests/client-gone.js';
import { parseExplainImageRequest } from '../requests/explain-image-request.js';
import { readJsonObject } from '../requests/json-body.js';
import {
  drawingName,
  explanationBody,
  explanationHeaders,
} from '../responses/explanation-response.js';
import { sendJson } from '../responses/json-response.js';
import { sendPng } from '../responses/png-response.js';
import type { Route, ServiceRouter } from '../route.js';

/** `POST /explain-image`: shows which parts of an image speak for a class. */
@injectable()
export class ExplainImageRoute implements Route {
  readonly access = 'classify';

  constructor(
    @inject(ExplainImage) private readonly explainImage: ExplainImage,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(SERVED_MODELS) private readonly served: ServedModels,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/explain-image', async (ctx: Context) => {
      const body = await readJsonObject(ctx);
      const { url, model, class: wanted } = parseExplainImageRequest(body, this.served);
      const { arrivedAt, record } = ctx.state;
      record.image = url;
      const inNumbers = prefersJson(ctx);
      const answer = await this.explainImage.answer({
        source: new UrlSource(url, this.fetcher),
        model,
        class: wanted,
        draw: !inNumbers,
        arrivedAt,
        hangUpSignal: () => hangUpSignal(ctx.res),
        recorder: record,
      });
      const headers = explanationHeaders(answer);
      if (inNumbers) sendJson(ctx, 200, explanationBody(answer, model), headers);
      else sendPng(ctx, answer.explanation.drawing, drawingName(answer, model), headers);
    });
  }
}

/** A client that wants neither gets the PNG, as one that does not say. */
function prefersJson(ctx: Context): boolean {
  return ctx.accepts('image/png', 'application/json') === 'application/json';
}
