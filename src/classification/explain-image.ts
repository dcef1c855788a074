import { inject, injectable } from 'tsyringe';
import { CLOCK, type Clock } from '../clock.js';
import { EXPLAINER, type Explainer, type Explanation } from '../inference/explainer.js';
import type { ServedModel } from '../model/served-model.js';
import { Admission } from './admission.js';
import type { ImageSource } from './image-source.js';
import { withImage } from './load-image.js';
import { SingleFlight } from './single-flight.js';
import type { StageRecorder } from './stage-recorder.js';

/** One client's request to explain a class. */
export interface ExplanationRequest {
  readonly source: ImageSource;
  readonly model: ServedModel;
  /** By index; the most probable one if undefined. */
  readonly class: number | undefined;
  /** Whether to draw the map over the image, or to give its numbers only. */
  readonly draw: boolean;
  /** Of the drawn map, from 0, the image alone, to 1; 1 if undefined. */
  readonly opacity?: number | undefined;
  /** When the request arrived, on the service's clock. */
  readonly arrivedAt: number;
  /** Makes a signal that fires when the client hangs up. */
  readonly hangUpSignal: () => AbortSignal;
  readonly recorder: Pick<StageRecorder, 'ended' | 'worked'>;
}

export interface ExplanationAnswer {
  readonly explanation: Explanation;
  /** Milliseconds that the fetch of the image took; undefined if it was not fetched. */
  readonly fetch: number | undefined;
  /** Since the request arrived. */
  readonly seconds: number;
  /** Whether another client's request had started the work. */
  readonly collapsed: boolean;
}

type Work = Pick<ExplanationAnswer, 'explanation' | 'fetch'>;

/**
 * Explains why a model gives a class its confidence. Concurrent requests for the same share the work. The
 * result is not kept: a drawing is as large as a thousand classifications, and a cache of them would need
 * bounds of its own.
 */
@injectable()
export class ExplainImage {
  private readonly underWay = new SingleFlight<Work>();

  constructor(
    @inject(Admission) private readonly admission: Admission,
    @inject(EXPLAINER) private readonly explainer: Explainer,
    @inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws ServiceError as ImageSource and Explainer do, and `overloaded` */
  async answer(request: ExplanationRequest): Promise<ExplanationAnswer> {
    const { source, model, draw, opacity = 1, arrivedAt, hangUpSignal } = request;
    const wanted = request.class ?? 'best';
    const key = [model.identity, model.name, wanted, draw && opacity, source.key].join(' ');
    const { value, collapsed } = await this.underWay.join(key, hangUpSignal(), (abandoned) =>
      this.work(request, abandoned),
    );
    return { ...value, seconds: (this.now() - arrivedAt) / 1000, collapsed };
  }

  private async work(
    { source, model, class: wanted, draw, opacity, recorder }: ExplanationRequest,
    abandoned: AbortSignal,
  ): Promise<Work> {
    const { admission, now } = this;
    return withImage({ admission, now, source, recorder, abandoned }, async (image, fetch) => {
      const wish = {
        model: model.name,
        class: wanted,
        draw,
        ...(opacity !== undefined && { opacity }),
      };
      const explanation = await this.explainer.explain(image, wish, abandoned);
      const { queue, decode, inference, render } = explanation;
      recorder.worked({ queue, decode, inference, ...(draw && { render }) });
      return { explanation, fetch };
    });
  }
}
