import { inject, injectable } from 'tsyringe';
import { Admission } from '../../classification/admission.js';
import { SETTINGS, type Settings } from '../../settings/index.js';
import type { Context } from '../context.js';
import { Guards } from '../middleware/guards.js';
import type { Route, ServiceRouter } from '../route.js';
import { readInferBody } from './infer-body.js';
import { type InferRequest, parseInferRequest } from './infer-request.js';
import { inferAnswer } from './infer-response.js';
import { type InferenceModel, InferenceModels } from './inference-models.js';
import { modelOf, modelPaths } from './model-paths.js';
import { RunInference } from './run-inference.js';
import { sendInference } from './send-inference.js';

/** `POST /v2/models/{model_name}/infer`: classifies tensors, or encoded images. */
@injectable()
export class InferRoute implements Route {
  readonly access = 'classify';
  private readonly maxImage: number;

  constructor(
    @inject(SETTINGS) settings: Settings,
    @inject(Guards) private readonly guards: Guards,
    @inject(Admission) private readonly admission: Admission,
    @inject(InferenceModels) private readonly models: InferenceModels,
    @inject(RunInference) private readonly inference: RunInference,
  ) {
    this.maxImage = settings.fetch.maxBytes;
  }

  register(router: ServiceRouter): void {
    for (const path of modelPaths('/infer')) router.post(path, (ctx: Context) => this.infer(ctx));
  }

  private async infer(ctx: Context): Promise<void> {
    const model = modelOf(ctx, this.models);
    const lease = this.admission.lease();
    try {
      const { id, inputs, output } = await this.read(ctx, model, lease.reserve);
      const count = 'images' in inputs ? inputs.images.length : inputs.tensors.length;
      await this.guards.chargeImages(ctx, count);
      ctx.state.record.askedBatch(count, 'upload');
      const { served } = model;
      const { probabilities, headers } =
        'images' in inputs
          ? await this.inference.images(ctx, served, inputs.images, lease)
          : await this.inference.tensors(ctx, served, inputs.tensors);
      await sendInference(ctx, inferAnswer(model, id, probabilities, output), headers);
    } finally {
      lease.release();
    }
  }

  private async read(
    ctx: Context,
    model: InferenceModel,
    reserve: (bytes: number) => void,
  ): Promise<InferRequest> {
    const { maxImage } = this;
    const body = await readInferBody(ctx, maxImage, reserve);
    return parseInferRequest(body, { model, maxImage, reserve });
  }
}
