import { inject, injectable } from 'tsyringe';
import { CLOCK, type Clock } from '../clock.js';
import { ServiceError } from '../errors.js';
import type { ServedModel } from '../model/served-model.js';
import { Admission } from './admission.js';
import { BatchSlots } from './batch-slots.js';
import { BATCH_LIMITS, type BatchLimits } from './batch-limits.js';
import { type Answer, ClassifyImage } from './classify-image.js';
import type { ImageSource } from './image-source.js';
import { LastCacheResult } from './last-cache-result.js';
import type { StageRecorder } from './stage-recorder.js';

/** Milliseconds after which an image that was refused for overload is tried again at the latest. */
const RETRY_AFTER = 250;

/** One client's request to classify several images. */
export interface BatchRequest {
  readonly sources: readonly ImageSource[];
  readonly models: readonly ServedModel[];
  /** Fires when the client hangs up. */
  readonly hangUp: AbortSignal;
  readonly recorder: StageRecorder;
}

/** What became of one image. */
export type Outcome = { readonly answer: Answer } | { readonly error: unknown };

/** Classifies many images for one client, a few at a time: the story of a batch. */
@injectable()
export class ClassifyImages {
  constructor(
    @inject(ClassifyImage) private readonly classifyImage: ClassifyImage,
    @inject(Admission) private readonly admission: Admission,
    @inject(CLOCK) private readonly now: Clock,
    @inject(BATCH_LIMITS) private readonly limits: BatchLimits,
    @inject(BatchSlots) private readonly slots: BatchSlots,
  ) {}

  /**
   * @returns an outcome for each source, in order. A source that is given twice is worked on once, and
   *   counted twice
   * @throws the reason of `hangUp`: what has not begun is not begun any more
   */
  async answer(request: BatchRequest): Promise<Outcome[]> {
    const { sources, hangUp } = request;
    const occurrences = new Map<string, ImageSource[]>();
    for (const source of sources)
      occurrences.set(source.key, [...(occurrences.get(source.key) ?? []), source]);

    const outcomes = new Map<string, Outcome>();
    const patience = new AbortController();
    const timer = setTimeout(() => {
      patience.abort(overloaded());
    }, this.limits.patience);
    const left = occurrences.values();
    const work = async () => {
      for (const [source, ...same] of left)
        if (source !== undefined)
          outcomes.set(
            source.key,
            await this.settle(source, same.length + 1, request, patience.signal),
          );
    };
    try {
      const parallel = Math.min(this.limits.parallel, occurrences.size);
      await Promise.all(Array.from({ length: parallel }, work));
    } finally {
      clearTimeout(timer);
    }
    hangUp.throwIfAborted();
    return sources.map(
      ({ key }) => outcomes.get(key) ?? { error: new Error(`no outcome: ${key}`) },
    );
  }

  private async settle(
    source: ImageSource,
    occurrences: number,
    request: BatchRequest,
    patience: AbortSignal,
  ): Promise<Outcome> {
    const { hangUp } = request;
    const giveUp = AbortSignal.any([hangUp, patience]);
    try {
      return {
        answer: await this.slots.run(giveUp, () =>
          this.patiently(source, occurrences, request, giveUp),
        ),
      };
    } catch (error) {
      hangUp.throwIfAborted();
      return { error };
    }
  }

  /** Tries again while the service is overloaded: one image of a batch does not fail for the others. */
  private async patiently(
    source: ImageSource,
    occurrences: number,
    { models, hangUp, recorder }: BatchRequest,
    giveUp: AbortSignal,
  ): Promise<Answer> {
    const arrivedAt = this.now();
    const lastResult = new LastCacheResult(recorder);
    try {
      for (;;)
        try {
          return await this.classifyImage.answer({
            source,
            models,
            occurrences,
            arrivedAt,
            hangUpSignal: () => hangUp,
            recorder: lastResult,
          });
        } catch (error) {
          const retry = error instanceof ServiceError && error.code === 'overloaded';
          if (!retry || giveUp.aborted) throw error;
          await this.admission.freed(giveUp, RETRY_AFTER);
        }
    } finally {
      lastResult.tell();
    }
  }
}

function overloaded(): ServiceError {
  return new ServiceError('overloaded', 'too many images are waiting: try again soon');
}
