import { inject, injectable } from 'tsyringe';
import { Admission } from '../../classification/admission.js';
import { ClassifyImages, type Outcome } from '../../classification/classify-images.js';
import { UrlSource } from '../../classification/url-source.js';
import { ServiceError } from '../../errors.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../../fetch/image-fetcher.js';
import { parseImageUrl } from '../../fetch/image-url.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import { LOG, type Log } from '../../telemetry/log.js';
import type { RequestRecord } from '../../telemetry/request-record.js';
import type { Context } from '../context.js';
import { Guards } from '../middleware/guards.js';
import {
  type ClassifyImagesRequest,
  readClassifyImagesRequest,
} from '../requests/classify-images-request.js';
import { hangUpSignal } from '../requests/client-gone.js';
import { type AskedModels, findModels } from '../requests/model-option.js';
import { batchBody } from '../responses/batch-response.js';
import { errorResponse } from '../responses/error-response.js';
import { sendJson } from '../responses/json-response.js';
import type { Route, ServiceRouter } from '../route.js';

/** `POST /classify-images`: classifies the images at many URLs. One that fails does not fail the others. */
@injectable()
export class ClassifyImagesRoute implements Route {
  readonly access = 'classify';

  constructor(
    @inject(Guards) private readonly guards: Guards,
    @inject(Admission) private readonly admission: Admission,
    @inject(ClassifyImages) private readonly classifyImages: ClassifyImages,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(SERVED_MODELS) private readonly served: ServedModels,
    @inject(LOG) private readonly log: Log,
  ) {}

  register(router: ServiceRouter): void {
    router.post('/classify-images', async (ctx: Context) => {
      const request = await this.read(ctx);
      const { image_urls: urls, top_k: topK, model } = request;
      const asked = findModels(model, this.served);
      await this.guards.chargeImages(ctx, urls.length);
      const { record } = ctx.state;
      record.askedBatch(urls.length);
      const outcomes = await this.classify(urls, asked, hangUpSignal(ctx.res), record);
      this.recordFailures(outcomes, record);
      sendJson(ctx, 200, batchBody(urls, outcomes, asked, topK));
    });
  }

  private async read(ctx: Context): Promise<ClassifyImagesRequest> {
    const lease = this.admission.lease();
    try {
      return await readClassifyImagesRequest(ctx, lease.reserve);
    } finally {
      lease.release();
    }
  }

  /** @returns an outcome for each URL, in order, also for those that are none */
  private async classify(
    urls: readonly string[],
    { models }: AskedModels,
    hangUp: AbortSignal,
    record: RequestRecord,
  ): Promise<Outcome[]> {
    const parsed = urls.map((text) => this.sourceOf(text));
    const sources = parsed.filter((source) => source instanceof UrlSource);
    const answered = await this.classifyImages.answer({
      sources,
      models,
      hangUp,
      recorder: record,
    });
    const outcomes = answered.values();
    return parsed.map((source): Outcome => {
      if (!(source instanceof UrlSource)) return { error: source };
      return outcomes.next().value ?? { error: undefined };
    });
  }

  private sourceOf(text: string): UrlSource | ServiceError {
    try {
      return new UrlSource(parseImageUrl(text), this.fetcher);
    } catch (error) {
      if (error instanceof ServiceError) return error;
      throw error;
    }
  }

  private recordFailures(outcomes: readonly Outcome[], record: RequestRecord): void {
    for (const outcome of outcomes) {
      if (!('error' in outcome)) continue;
      const { error } = outcome;
      record.failures.push(errorResponse(error).body.error.code);
      if (!(error instanceof ServiceError))
        this.log.error({ err: error, requestId: record.arrival.id }, 'internal error');
    }
  }
}
