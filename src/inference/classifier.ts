/** What the model says of one image, and how long it took to say so. */
export interface Classification {
  /** Probabilities, shape [classes], in the order of the labels. They sum to 1. */
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
   * @param signal frees the image's place in the queue when it fires
   * @param maxPixels larger images are refused; `IMAGE_MAX_PIXELS` by default
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`, `overloaded` or `not_ready`
   */
  classify(image: Uint8Array, signal: AbortSignal, maxPixels?: number): Promise<Classification>;
}

export const CLASSIFIER = Symbol('Classifier');

/** How the classifier is doing, for readiness and metrics. */
export interface ClassifierStatus {
  /** Images that wait for a process, and how many may. */
  readonly queued: number;
  readonly queueMax: number;
  /** Child processes: how many there should be, and how many have the model warm. */
  readonly processes: number;
  readonly processesReady: number;
  /** Processes that ended and had to be replaced, since the start. */
  readonly restarts: number;
}
