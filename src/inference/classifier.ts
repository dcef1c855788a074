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
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`, `overloaded` or `not_ready`
   */
  classify(image: Uint8Array, signal: AbortSignal): Promise<Classification>;
}

export const CLASSIFIER = Symbol('Classifier');
