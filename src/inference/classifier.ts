/** A model's result for one image, and the time of each stage. */
export interface Classification {
  /** Shape [classes], in the order of the labels. They sum to 1. */
  readonly probabilities: Float32Array;
  readonly timings: StageTimings;
}

/** The results of one image, by model. */
export type Classifications = ReadonlyMap<string, Classification>;

/** Milliseconds spent in each stage. Models that share an image share all but the inference. */
export interface StageTimings {
  readonly queue: number;
  readonly decode: number;
  readonly inference: number;
}

/** Turns an encoded image into probabilities. */
export interface Classifier {
  /**
   * Decodes an image once, for all the models.
   *
   * @param image an encoded image of any supported format
   * @param models names of models, each once
   * @param signal removes the image from the queue when it fires
   * @param maxPixels larger images are refused; `IMAGE_MAX_PIXELS` by default
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`, `overloaded` or `not_ready`
   */
  classify(
    image: Uint8Array,
    models: readonly string[],
    signal: AbortSignal,
    maxPixels?: number,
  ): Promise<Classifications>;
}

export const CLASSIFIER = Symbol('Classifier');

/** The classifier's state, for readiness and metrics. */
export interface ClassifierStatus {
  /** Waiting images, and the maximum. */
  readonly queued: number;
  readonly queueMax: number;
  /** Child processes configured, and those with warm models. */
  readonly processes: number;
  readonly processesReady: number;
  /** Processes that ended and were replaced since the service's start. */
  readonly restarts: number;
  /** Process ids of those that are ready. */
  readonly pids: readonly number[];
}

/** What the stages took. The models share all stages but the last, in which they run one after the other. */
export function sharedTimings(classifications: Classifications): StageTimings {
  const timings = [...classifications.values()].map((classification) => classification.timings);
  const inference = timings.reduce((sum, stage) => sum + stage.inference, 0);
  return { queue: timings[0]?.queue ?? 0, decode: timings[0]?.decode ?? 0, inference };
}
