/** What batches may take from requests for one image. */
export interface BatchLimits {
  /** Images of one batch that are worked on at once. */
  readonly parallel: number;
  /** Share of all places for images (0 to 1) that all batches have together. */
  readonly share: number;
  /** Milliseconds from the beginning of a batch in which an image waits where the service is overloaded. */
  readonly patience: number;
}

export const BATCH_LIMITS = Symbol('BatchLimits');

export const DEFAULT_BATCH_LIMITS: BatchLimits = { parallel: 8, share: 0.5, patience: 30_000 };
