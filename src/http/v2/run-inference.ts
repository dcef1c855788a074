import { inject, injectable } from 'tsyringe';
import type { Lease } from '../../classification/byte-budget.js';
import { type Answer, ClassifyImage } from '../../classification/classify-image.js';
import { ClassifyImages, type Outcome } from '../../classification/classify-images.js';
import { ClassifyTensors } from '../../classification/classify-tensors.js';
import { UploadSource } from '../../classification/upload-source.js';
import { CLOCK, type Clock } from '../../clock.js';
import { ServiceError } from '../../errors.js';
import type { ServedModel } from '../../model/served-model.js';
import type { Context } from '../context.js';
import { hangUpSignal } from '../requests/client-gone.js';
import { cacheHeaders, timingHeader } from '../responses/cache-headers.js';
import { errorResponse } from '../responses/error-response.js';
import type { HeaderList } from '../responses/send.js';

/** What a model says of each input, and what its work tells in headers. */
export interface Inferred {
  /** Each of shape [classes]. */
  readonly probabilities: readonly Float32Array[];
  readonly headers: HeaderList;
}

/** Images whose memory a request holds as a whole, until it ends. */
const HELD_BY_REQUEST: Pick<Lease, 'release'> = { release: () => undefined };

/** Has the inputs of an inference request classified, all or none: the protocol has no partial answers. */
@injectable()
export class RunInference {
  constructor(
    @inject(ClassifyImage) private readonly classifyImage: ClassifyImage,
    @inject(ClassifyImages) private readonly classifyImages: ClassifyImages,
    @inject(ClassifyTensors) private readonly classifyTensors: ClassifyTensors,
    @inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws ServiceError as ClassifyTensors does */
  async tensors(
    ctx: Context,
    model: ServedModel,
    tensors: readonly Uint8Array[],
  ): Promise<Inferred> {
    const { record } = ctx.state;
    const hangUp = hangUpSignal(ctx.res);
    const results = await this.classifyTensors.answer({ model, tensors, hangUp, recorder: record });
    const [only] = results.length === 1 ? results : [];
    return {
      probabilities: results.map(({ probabilities }) => probabilities),
      headers: timingHeader(
        only && { queue: only.timings.queue, inference: only.timings.inference },
        this.seconds(ctx),
      ),
    };
  }

  /**
   * Images, as those that are uploaded: with the cache.
   *
   * @param received holds the memory of the request
   * @throws ServiceError as ClassifyImage does; in a batch with the index of the first image that failed
   */
  async images(
    ctx: Context,
    model: ServedModel,
    images: readonly Buffer<ArrayBuffer>[],
    received: Lease,
  ): Promise<Inferred> {
    const [first] = images;
    if (first === undefined || images.length > 1) return this.batch(ctx, model, images);
    const { arrivedAt, record } = ctx.state;
    const answer = await this.classifyImage.answer({
      source: new UploadSource(first, received),
      models: [model],
      arrivedAt,
      hangUpSignal: () => hangUpSignal(ctx.res),
      recorder: record,
    });
    return { probabilities: [probabilitiesOf(answer, model)], headers: cacheHeaders(answer) };
  }

  private async batch(
    ctx: Context,
    model: ServedModel,
    images: readonly Buffer<ArrayBuffer>[],
  ): Promise<Inferred> {
    const { record } = ctx.state;
    const outcomes = await this.classifyImages.answer({
      sources: images.map((image) => new UploadSource(image, HELD_BY_REQUEST, image.length)),
      models: [model],
      hangUp: hangUpSignal(ctx.res),
      recorder: record,
    });
    for (const outcome of outcomes)
      if ('error' in outcome) record.failures.push(errorResponse(outcome.error).body.error.code);
    return {
      probabilities: outcomes.map((outcome, index) =>
        probabilitiesOf(answerOf(outcome, index), model),
      ),
      headers: timingHeader(undefined, this.seconds(ctx)),
    };
  }

  private seconds({ state }: Context): number {
    return (this.now() - state.arrivedAt) / 1000;
  }
}

function answerOf(outcome: Outcome, index: number): Answer {
  if ('answer' in outcome) return outcome.answer;
  const { error } = outcome;
  if (!(error instanceof ServiceError)) throw error;
  const { code, message, retryAfter } = error;
  throw new ServiceError(code, `element ${index} of the input: ${message}`, {
    cause: error,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function probabilitiesOf({ classifications }: Answer, { name }: ServedModel): Float32Array {
  const result = classifications.get(name);
  if (result === undefined) throw new Error(`the answer lacks the model ${name}`);
  return result.probabilities;
}
