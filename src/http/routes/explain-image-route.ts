import { inject, injectable } from 'tsyringe';
import { ExplainImage } from '../../classification/explain-image.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import type { Context } from '../context.js';
import { hangUpSignal } from '../requests/client-gone.js';
import { EXPLAIN_IMAGE_FORM, findExplained } from '../requests/explain-image-request.js';
import { ImageRequests } from '../requests/image-requests.js';
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
    @inject(ImageRequests) private readonly requests: ImageRequests,
    @inject(ExplainImage) private readonly explainImage: ExplainImage,
    @inject(SERVED_MODELS) private readonly served: ServedModels,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/explain-image', (ctx: Context) =>
      this.requests.with(ctx, EXPLAIN_IMAGE_FORM, async ({ source, options }) => {
        const { model, class: wanted } = findExplained(options, this.served);
        const { arrivedAt, record } = ctx.state;
        const inNumbers = prefersJson(ctx);
        const answer = await this.explainImage.answer({
          source,
          model,
          class: wanted,
          draw: !inNumbers,
          opacity: options.opacity,
          arrivedAt,
          hangUpSignal: () => hangUpSignal(ctx.res),
          recorder: record,
        });
        const headers = explanationHeaders(answer);
        if (inNumbers) sendJson(ctx, 200, explanationBody(answer, model), headers);
        else sendPng(ctx, answer.explanation.drawing, drawingName(answer, model), headers);
      }),
    );
  }
}

/** A client that wants neither gets the PNG, as one that does not say. */
function prefersJson(ctx: Context): boolean {
  return ctx.accepts('image/png', 'application/json') === 'application/json';
}
