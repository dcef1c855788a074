/** The model's result for one image, and the time of each stage. */
export interface Classification {
  /** Shape [classes], in the order of the labels. They sum to 1. */
  readonly probabilities: Float32Array;
  readonly timings: StageTimings;
}

/** Milliseconds spent in each stage. */
export interface StageTimings {
  readonly queue: number;
  readonly decode: number;
  readonly inference: number;
}

/** Turns an encoded image into probabilities. */
export interface Classifier {
  /**
   * @param image an encoded image of any supported format
   * @param signal removes the image from the queue when it fires
   * @param maxPixels larger images are refused; `IMAGE_MAX_PIXELS` by default
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`, `overloaded` or `not_ready`
   */
  classify(image: Uint8Array, signal: AbortSignal, maxPixels?: number): Promise<Classification>;
}

export const CLASSIFIER = Symbol('Classifier');

/** The classifier's state, for readiness and metrics. */
export interface ClassifierStatus {
  /** Waiting images, and the maximum. */
  readonly queued: number;
  readonly queueMax: number;
  /** Child processes configured, and those with a warm model. */
  readonly processes: number;
  readonly processesReady: number;
  /** Processes that ended and were replaced since the service's start. */
  readonly restarts: number;
  /** Process ids of those that are ready. */
  readonly pids: readonly number[];
}
