import { inject, injectable } from 'tsyringe';
import type { Classification } from '../inference/classifier.js';
import { TENSOR_CLASSIFIER, type TensorClassifier } from '../inference/tensor-classifier.js';
import type { ServedModel } from '../model/served-model.js';
import { Admission } from './admission.js';
import { BATCH_LIMITS, type BatchLimits } from './batch-limits.js';
import { BatchSlots } from './batch-slots.js';
import type { StageRecorder } from './stage-recorder.js';

/** One client's request to run a model on its own input. */
export interface TensorsRequest {
  readonly model: ServedModel;
  /** One for each image, as TensorClassifier takes them. */
  readonly tensors: readonly Uint8Array[];
  /** Fires when the client hangs up. */
  readonly hangUp: AbortSignal;
  readonly recorder: Pick<StageRecorder, 'worked'>;
}

/** Classifies tensors, a few at a time. Nothing is cached: whoever has tensors has their own pipeline. */
@injectable()
export class ClassifyTensors {
  constructor(
    @inject(Admission) private readonly admission: Admission,
    @inject(TENSOR_CLASSIFIER) private readonly classifier: TensorClassifier,
    @inject(BATCH_LIMITS) private readonly limits: BatchLimits,
    @inject(BatchSlots) private readonly slots: BatchSlots,
  ) {}

  /**
   * @returns a result for each tensor, in order
   * @throws ServiceError `overloaded`, `not_ready`: then nothing is answered for any of them; the reason
   *   of `hangUp`
   */
  async answer(request: TensorsRequest): Promise<Classification[]> {
    const { tensors } = request;
    const failed = new AbortController();
    const giveUp = AbortSignal.any([request.hangUp, failed.signal]);
    const [first] = tensors;
    if (first !== undefined && tensors.length === 1)
      return [await this.classify(first, request, giveUp)];
    const results: Classification[] = [];
    const left = tensors.entries();
    const work = async () => {
      for (const [index, tensor] of left)
        results[index] = await this.slots.run(giveUp, () => this.classify(tensor, request, giveUp));
    };
    try {
      const parallel = Math.min(this.limits.parallel, tensors.length);
      await Promise.all(Array.from({ length: parallel }, work));
    } catch (error) {
      failed.abort(error);
      throw error;
    }
    return results;
  }

  private async classify(
    tensor: Uint8Array,
    { model, recorder }: TensorsRequest,
    giveUp: AbortSignal,
  ): Promise<Classification> {
    const { release } = this.admission.enter();
    try {
      const result = await this.classifier.classifyTensor(tensor, model.name, giveUp);
      const { queue, inference } = result.timings;
      recorder.worked({ queue, inference });
      return result;
    } finally {
      release();
    }
  }
}
